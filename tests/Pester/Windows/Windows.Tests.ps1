#requires -Version 7.4
#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# What only Windows does: protected secrets, the Task Scheduler, files that another program holds, paths that ignore case, Windows PowerShell 5.1.
# Build the module first: dotnet build -c Release. Run it as an administrator: tasks that run without a password need that. On other systems this file
# holds no test.

if (-not $IsWindows) {
    return
}

BeforeAll {
    $root = Split-Path (Split-Path (Split-Path $PSScriptRoot))
    $module = Join-Path $root 'out' 'CrmQbSync' 'CrmQbSync.psd1'
    $homeBefore = $env:CRMQBSYNC_HOME
    $env:CRMQBSYNC_HOME = (New-Item -ItemType Directory -Path (Join-Path $TestDrive 'home')).FullName
    Import-Module $module -Force

    # A folder with a profile over two CSV files, which has not run yet.
    function New-Pair([string] $Name = 'acme') {
        $folder = New-Item -ItemType Directory -Path (Join-Path $TestDrive ([guid]::NewGuid()))
        Set-Content -LiteralPath (Join-Path $folder 'crm.csv') -Value 'Id,Email,LastName,Notes', '1,ann@example.com,Bexley,called', '2,bob@example.com,Cole,'
        Set-Content -LiteralPath (Join-Path $folder 'qb.csv') -Value 'Id,Email,LastName,Notes', '7,ann@example.com,Bexley,'
        Set-Content -LiteralPath (Join-Path $folder "$Name.yaml") -Value 'mode: Export', 'crm: { type: Csv, path: crm.csv }', 'qb: { type: Csv, path: qb.csv }'
        $folder.FullName
    }

    # An account's name in the language of this machine.
    function Get-AccountName([string] $Sid) {
        ([Security.Principal.SecurityIdentifier] $Sid).Translate([Security.Principal.NTAccount]).Value
    }

    # Who may do what with a file, in an order that does not matter.
    function Get-Right([string] $Path) {
        (Get-Acl -LiteralPath $Path).Access | ForEach-Object { "$($_.IdentityReference) $($_.AccessControlType) $($_.FileSystemRights)" } | Sort-Object
    }

    # Leaves no task behind, and hides no failure.
    function Clear-Task([string] $ProfilePath) {
        if (Get-ContactSyncTask -Profile $ProfilePath) {
            Unregister-ContactSyncTask -Profile $ProfilePath -Confirm:$false
        }
    }

    # The error that a script block ends with.
    function Get-Failure([scriptblock] $Script) {
        try { & $Script | Out-Null } catch { return $_ }
    }
}

AfterAll {
    Remove-Module CrmQbSync
    $env:CRMQBSYNC_HOME = $homeBefore
}

Describe 'Secrets' {
    It 'keeps a secret for <scope> that no file shows' -ForEach @(
        @{ Scope = 'CurrentUser' }
        @{ Scope = 'Machine' }
    ) {
        $name = "pester-$scope"
        Set-ContactSyncSecret -Name $name -Scope $scope -Secret (ConvertTo-SecureString 'correct horse battery staple' -AsPlainText -Force)
        try {
            (Get-ContactSyncSecret | Where-Object Name -eq $name) | Should -Not -BeNullOrEmpty
            Get-ContactSyncSecret | Out-String | Should -Not -Match 'horse'
            foreach ($file in Get-ChildItem $env:CRMQBSYNC_HOME -Recurse -File) {
                [Text.Encoding]::UTF8.GetString([IO.File]::ReadAllBytes($file.FullName)) | Should -Not -Match 'horse'
                [Text.Encoding]::Unicode.GetString([IO.File]::ReadAllBytes($file.FullName)) | Should -Not -Match 'horse'
            }
        }
        finally {
            Remove-ContactSyncSecret -Name $name -Confirm:$false
        }
        Get-ContactSyncSecret | Where-Object Name -eq $name | Should -BeNullOrEmpty
    }

    It 'lets the accounts that are named use the secrets of the machine, and nobody else' {
        $value = ConvertTo-SecureString 'correct horse battery staple' -AsPlainText -Force
        $service = Get-AccountName 'S-1-5-19'
        Set-ContactSyncSecret -Name 'pester-shared' -Scope Machine -Account $service -Secret $value
        try {
            $folder = Join-Path $env:CRMQBSYNC_HOME 'machine-secrets'
            (Get-Acl $folder).Access.IdentityReference.Value | Should -Contain $service
            foreach ($file in Get-ChildItem $folder -File) {
                (Get-Acl $file.FullName).Access.IdentityReference.Value | Should -Contain $service
            }
            foreach ($nobody in "$env:COMPUTERNAME\no-such-account", (Get-AccountName 'S-1-1-0')) {
                $failure = Get-Failure { Set-ContactSyncSecret -Name 'pester-other' -Scope Machine -Account $nobody -Secret $value -ErrorAction Stop }
                $failure.FullyQualifiedErrorId | Should -BeLike 'InputInvalid*'
            }
            Get-ContactSyncSecret | Where-Object Name -eq 'pester-other' | Should -BeNullOrEmpty
        }
        finally {
            Remove-ContactSyncSecret -Name 'pester-shared' -Confirm:$false
        }
    }

    It 'refuses a folder for the secrets of the machine that somebody else made beforehand' {
        $before = $env:CRMQBSYNC_HOME
        $env:CRMQBSYNC_HOME = (New-Item -ItemType Directory -Path (Join-Path $TestDrive 'foreign')).FullName
        $folder = (New-Item -ItemType Directory -Path (Join-Path $env:CRMQBSYNC_HOME 'machine-secrets')).FullName
        $value = ConvertTo-SecureString 'x1' -AsPlainText -Force
        try {
            # LocalService stands for any user.
            icacls $folder /inheritance:r /grant '*S-1-5-32-544:(OI)(CI)(F)' | Out-Null
            icacls $folder /setowner '*S-1-5-19' | Out-Null
            $LASTEXITCODE | Should -Be 0
            $failure = Get-Failure { Set-ContactSyncSecret -Name 'pester-foreign' -Scope Machine -Secret $value -ErrorAction Stop }
            $failure.FullyQualifiedErrorId | Should -BeLike 'SecretStoreFailed*'
            $failure.Exception.Message | Should -Match 'belongs to'
            Get-ChildItem $folder -File | Should -BeNullOrEmpty

            # What the error advises mends it.
            icacls $folder /setowner '*S-1-5-32-544' | Out-Null
            Set-ContactSyncSecret -Name 'pester-foreign' -Scope Machine -Secret $value
            Remove-ContactSyncSecret -Name 'pester-foreign' -Confirm:$false
        }
        finally {
            $env:CRMQBSYNC_HOME = $before
        }
    }

    It 'gives the folder for the secrets of the machine to the administrators' {
        Set-ContactSyncSecret -Name 'pester-owner' -Scope Machine -Secret (ConvertTo-SecureString 'x1' -AsPlainText -Force)
        try {
            $owner = (Get-Acl (Join-Path $env:CRMQBSYNC_HOME 'machine-secrets')).GetOwner([Security.Principal.SecurityIdentifier]).Value
            $owner | Should -Be 'S-1-5-32-544'
        }
        finally {
            Remove-ContactSyncSecret -Name 'pester-owner' -Confirm:$false
        }
    }

    It 'refuses a store of the machine that everybody may read' {
        Set-ContactSyncSecret -Name 'pester-open' -Scope Machine -Secret (ConvertTo-SecureString 'x1' -AsPlainText -Force)
        $store = Join-Path $env:CRMQBSYNC_HOME 'machine-secrets' 'store.secrets'
        icacls $store /grant '*S-1-1-0:(R)' | Out-Null
        $failure = Get-Failure { Get-ContactSyncSecret -ErrorAction Stop }
        icacls $store /remove '*S-1-1-0' | Out-Null
        $failure.FullyQualifiedErrorId | Should -BeLike 'SecretStoreFailed*'
        Remove-ContactSyncSecret -Name 'pester-open' -Confirm:$false
    }
}

Describe 'The Task Scheduler' {
    It 'registers, shows and forgets a task, with a blank and an umlaut in its name' {
        $folder = New-Pair -Name 'Größe nach Maß'
        $profilePath = Join-Path $folder 'Größe nach Maß.yaml'
        try {
            Register-ContactSyncTask -Profile $profilePath -Every 00:15
            $task = Get-ContactSyncTask -Profile $profilePath
            @($task).Count | Should -Be 1
            $task.NextRun | Should -BeGreaterThan ([DateTimeOffset]::Now)
            Register-ContactSyncTask -Profile $profilePath -Every 01:00
            @(Get-ContactSyncTask -Profile $profilePath).Count | Should -Be 1
        }
        finally {
            Clear-Task $profilePath
        }
        Get-ContactSyncTask -Profile $profilePath | Should -BeNullOrEmpty
    }

    It 'shows what it would write with -WhatIf and writes nothing' {
        $folder = New-Pair
        $profilePath = Join-Path $folder 'acme.yaml'
        Register-ContactSyncTask -Profile $profilePath -Every 00:15 -WhatIf
        Get-ContactSyncTask -Profile $profilePath | Should -BeNullOrEmpty
    }

    It 'runs the profile as a scheduled run when the task is started' {
        $folder = New-Pair
        $profilePath = Join-Path $folder 'acme.yaml'
        try {
            Register-ContactSyncTask -Profile $profilePath -Every 00:15
            $known = @(Get-ScheduledTask -TaskPath '\CrmQbSync\' | Where-Object { $_.Actions.Arguments -like "*$(Split-Path $folder -Leaf)*" })
            $known | Should -HaveCount 1
            $known | Start-ScheduledTask
            $run = $null
            foreach ($attempt in 1..60) {
                $run = Get-ContactSyncHistory -Profile $profilePath -Last 1 | Where-Object FinishedAt
                if ($run) { break }
                Start-Sleep -Seconds 1
            }
            $run.Trigger | Should -Be 'Scheduled'
            $run.Status | Should -Be 'Succeeded'
            # The task ends a moment after its run.
            foreach ($attempt in 1..60) {
                $task = Get-ContactSyncTask -Profile $profilePath
                if ($null -ne $task.LastResult) { break }
                Start-Sleep -Seconds 1
            }
            $task.LastResult | Should -Be 0
        }
        finally {
            Clear-Task $profilePath
        }
    }
}

Describe 'Files that another program holds' {
    BeforeEach {
        $folder = New-Pair
        $profilePath = Join-Path $folder 'acme.yaml'
        $customers = Join-Path $folder 'qb.csv'
        $before = Get-FileHash $customers
    }

    It 'says that a file which may not be read is SourceInvalid, and loses nothing' {
        $stream = [IO.File]::Open($customers, 'Open', 'ReadWrite', 'None')
        try {
            $failure = Get-Failure { Invoke-ContactSync -Profile $profilePath }
        }
        finally {
            $stream.Dispose()
        }
        $failure.FullyQualifiedErrorId | Should -BeLike 'SourceInvalid*'
        $failure.Exception.Message | Should -Match 'qb\.csv'
        (Get-FileHash $customers).Hash | Should -Be $before.Hash
        (Invoke-ContactSync -Profile $profilePath).Status | Should -Be 'Succeeded'
    }

    It 'says that a file which a spreadsheet has open is OutputFailed, and leaves it as it was' {
        $stream = [IO.File]::Open($customers, 'Open', 'ReadWrite', 'Read')
        try {
            $failure = Get-Failure { Invoke-ContactSync -Profile $profilePath }
        }
        finally {
            $stream.Dispose()
        }
        $failure.FullyQualifiedErrorId | Should -BeLike 'OutputFailed*'
        (Get-FileHash $customers).Hash | Should -Be $before.Hash
        @(Get-ChildItem $folder -Filter '*qb.csv*').Count | Should -Be 1
        (Invoke-ContactSync -Profile $profilePath).Status | Should -Be 'Succeeded'
        @(Import-Csv $customers).Count | Should -Be 2
    }

    It 'keeps the rights of a file that it replaces' {
        icacls $customers /grant '*S-1-5-32-545:(R)' | Out-Null
        $rights = Get-Right $customers
        Invoke-ContactSync -Profile $profilePath | Out-Null
        (Get-FileHash $customers).Hash | Should -Not -Be $before.Hash
        Get-Right $customers | Should -Be $rights
    }

    It 'waits for a program that looks at a file for a moment' {
        $reader = Start-ThreadJob -ArgumentList $customers -ScriptBlock {
            param($path)
            $stream = [IO.File]::Open($path, 'Open', 'Read', 'Read')
            'open'
            Start-Sleep -Milliseconds 600
            $stream.Dispose()
        }
        while (-not (Receive-Job $reader -Keep)) {
            Start-Sleep -Milliseconds 10
        }
        (Invoke-ContactSync -Profile $profilePath).Status | Should -Be 'Succeeded'
        Remove-Job $reader -Force
    }
}

Describe 'Paths' {
    It 'sees one file in two places whatever its case' {
        $folder = New-Pair
        Set-Content -LiteralPath (Join-Path $folder 'same.yaml') -Value 'crm: { type: Csv, path: CRM.csv }', 'qb: { type: Csv, path: crm.CSV }'
        (Get-Failure { Get-ContactSyncProfile (Join-Path $folder 'same.yaml') -ErrorAction Stop }).FullyQualifiedErrorId | Should -BeLike 'ProfileInvalid*'
    }

    It 'refuses a state on a network path' {
        $folder = New-Pair
        $share = '\\localhost\' + $folder.Replace(':', '$')
        Add-Content -LiteralPath (Join-Path $folder 'acme.yaml') -Value "state: { path: '$share\acme.state.db' }"
        $failure = Get-Failure { Invoke-ContactSync (Join-Path $folder 'acme.yaml') }
        $failure.FullyQualifiedErrorId | Should -BeLike 'StateInvalid*'
        $failure.Exception.Message | Should -Match 'network share'
    }
}

Describe 'A run that was killed' {
    It 'is taken over by the next one and shown as Interrupted' {
        $folder = New-Pair
        $rows = 1..100000 | ForEach-Object { "$_,person$_@example.com,Name$_," }
        Set-Content -LiteralPath (Join-Path $folder 'crm.csv') -Value (@('Id,Email,LastName,Notes') + $rows)
        $profilePath = Join-Path $folder 'acme.yaml'
        $process = Start-Process pwsh -PassThru -ArgumentList '-NoProfile', '-Command', "Import-Module '$module'; Invoke-ContactSync '$profilePath'"
        foreach ($attempt in 1..600) {
            if ((Get-ContactSyncHistory -Profile $profilePath -Last 1).Status -eq 'Running') { break }
            Start-Sleep -Milliseconds 50
        }
        $process | Stop-Process -Force
        $process.WaitForExit()
        (Get-ContactSyncHistory -Profile $profilePath -Last 1).Status | Should -Be 'Interrupted'
        (Invoke-ContactSync -Profile $profilePath).Status | Should -Be 'Succeeded'
        @(Import-Csv (Join-Path $folder 'qb.csv') | Group-Object Email | Where-Object Count -gt 1).Count | Should -Be 0
    }
}

Describe 'Windows PowerShell 5.1' {
    It 'is told in a sentence what is needed' {
        $text = powershell.exe -NoProfile -ExecutionPolicy Bypass -Command "try { Import-Module '$module' -ErrorAction Stop } catch { `$_.Exception.Message }" | Out-String
        $text | Should -Match '7\.4'
    }
}
