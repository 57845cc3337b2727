# Lists stand without @() where they can: as they are constants, PowerShell has less to compile at every import.
@{
    # Imports the cmdlets from a load context of their own.
    NestedModules = 'bin/CrmQbSync.Loader.dll'
    # The build writes the version of Directory.Build.props here.
    ModuleVersion = '0.0.0'
    GUID = '5d1f6c0e-8a5b-4b53-9f1e-3c6f0d7f2b6a'
    Author = 'The CrmQbSync authors'
    CompanyName = 'CrmQbSync'
    Copyright = 'The CrmQbSync authors'
    Description = 'Keeps the contacts of Zoho CRM and the customers of QuickBooks the same. Needs PowerShell 7.4 or later.'
    PowerShellVersion = '7.4'
    CompatiblePSEditions = 'Core'
    FormatsToProcess = 'CrmQbSync.Format.ps1xml'
    FunctionsToExport = @()
    CmdletsToExport =
        'Compare-ContactSet',
        'Connect-CrmAccount',
        'Connect-QbAccount',
        'Disconnect-CrmAccount',
        'Disconnect-QbAccount',
        'Export-ContactSyncReport',
        'Get-ContactConflict',
        'Get-ContactDivergence',
        'Get-ContactLink',
        'Get-ContactSyncEntry',
        'Get-ContactSyncExplanation',
        'Get-ContactSyncHistory',
        'Get-ContactSyncProfile',
        'Get-ContactSyncSecret',
        'Get-ContactSyncTask',
        'Get-CrmContact',
        'Get-QbCustomer',
        'Invoke-ContactSync',
        'New-ContactSyncProfile',
        'New-QbWebConnectorFile',
        'Register-ContactSyncTask',
        'Remove-ContactLink',
        'Remove-ContactSyncSecret',
        'Resolve-ContactConflict',
        'Set-ContactSyncSecret',
        'Start-QbWebConnector',
        'Test-ContactSyncProfile',
        'Undo-ContactSync',
        'Unregister-ContactSyncTask'
    VariablesToExport = @()
    AliasesToExport = @()
    PrivateData = @{
        PSData = @{
            ReleaseNotes = 'See CHANGELOG.md in the module folder.'
            Tags = 'ZohoCRM', 'QuickBooks', 'Contacts', 'Synchronization', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS'
        }
    }
}
