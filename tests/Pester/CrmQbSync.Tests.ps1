#requires -Version 7.4
#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# What needs a full PowerShell: the one-liners of the first page together with the cmdlets of Microsoft.PowerShell.Utility.
# Build the module first: dotnet build -c Release.

BeforeDiscovery {
    $cultures = 'en-US', 'de-DE', 'ar-SA'
}

BeforeAll {
    $root = Split-Path (Split-Path $PSScriptRoot)
    Import-Module (Join-Path $root 'out' 'CrmQbSync' 'CrmQbSync.psd1') -Force

    # A folder with a profile named acme over two CSV files.
    function New-Pair {
        $folder = New-Item -ItemType Directory -Path (Join-Path $TestDrive ([guid]::NewGuid()))
        Set-Content -LiteralPath (Join-Path $folder 'crm.csv') -Value @(
            'Id,Email,FirstName,LastName,Phone,BillingCity,Notes,ModifiedTime'
            '1,ann@example.com,Ann,Bexley,1,Paris,"two'
            'lines, and a ""quote""",2026-05-06T07:08:09.1230000+02:00'
            '2,bob@example.com,Bob,Cole,2,Lyon,,2026-05-07T00:00:00Z'
        )
        Set-Content -LiteralPath (Join-Path $folder 'qb.csv') -Value @(
            'Id,Email,FirstName,LastName,Phone,BillingCity,Notes,ModifiedTime'
            '7,ANN@example.com,Ann,Bexley,3,Paris,,2026-05-01T00:00:00Z'
            '8,eve@example.com,Ève,Dünn,4,Paris,,2026-05-02T00:00:00Z'
            '9,,No,Mail,5,,,'
        )
        Set-Content -LiteralPath (Join-Path $folder 'acme.yaml') -Value @(
            'crm: { type: Csv, path: crm.csv }'
            'qb: { type: Csv, path: qb.csv }'
        )
        $folder.FullName
    }

    # What every property must read as in a CSV file.
    function Get-Cell($Item) {
        $cells = [ordered]@{}
        foreach ($property in $Item.PSObject.Properties) {
            $value = $property.Value
            $cells[$property.Name] = if ($null -eq $value) { '' }
            elseif ($value -is [DateTimeOffset]) { $value.ToString('o', [cultureinfo]::InvariantCulture) }
            else { $value.ToString() }
        }
        $cells
    }

    function Assert-RoundTrip($Items, [string] $Path) {
        $Items = @($Items)
        $Items.Count | Should -BeGreaterThan 0
        $Items | Export-Csv -LiteralPath $Path
        $rows = @(Import-Csv -LiteralPath $Path)
        $rows.Count | Should -Be $Items.Count
        for ($index = 0; $index -lt $rows.Count; $index++) {
            $expected = Get-Cell $Items[$index]
            foreach ($name in $expected.Keys) {
                $rows[$index].$name | Should -BeExactly $expected[$name] -Because "$name of object $index"
            }
        }
        $rows
    }
}

AfterAll {
    Remove-Module CrmQbSync
}

Describe 'A day with the module' {
    BeforeEach {
        Push-Location (New-Pair)
    }

    AfterEach {
        Pop-Location
    }

    It 'writes a starter profile that can be read' {
        $path = New-ContactSyncProfile ./new.yaml -Crm Csv -Qb Csv
        $path | Should -Exist
        (Get-ContactSyncProfile new).Name | Should -Be 'new'
    }

    It 'checks the profile, one row a check' {
        $checks = Test-ContactSyncProfile ./acme.yaml
        $checks.Check | Should -Contain 'CRM'
        $checks.Status | Should -Not -Contain 'Failed'
    }

    It 'shows what would happen, and writes nothing' {
        $before = Get-Content ./qb.csv -Raw
        $changes = Invoke-ContactSync -Profile ./acme.yaml -WhatIf
        $changes | Where-Object Action -EQ Create | Should -HaveCount 2
        Get-Content ./qb.csv -Raw | Should -BeExactly $before
        './acme.state.db' | Should -Not -Exist
    }

    It 'synchronises, and writes nothing a second time' {
        $run = Invoke-ContactSync -Profile ./acme.yaml
        $run.Status | Should -Be 'Succeeded'
        $run.CrmCreated | Should -Be 1
        $after = Get-Content ./crm.csv, ./qb.csv -Raw
        $null = Invoke-ContactSync -Profile ./acme.yaml
        Get-Content ./crm.csv, ./qb.csv -Raw | Should -BeExactly $after
    }

    It 'exports the history' {
        $null = Invoke-ContactSync -Profile ./acme.yaml
        Get-ContactSyncHistory -Profile ./acme.yaml -Last 30 | Export-Csv history.csv
        $rows = @(Import-Csv history.csv)
        $rows | Should -HaveCount 1
        $rows[0].SyncId | Should -Be '1'
        @($rows[0].PSObject.Properties.Name)[0..3] | Should -Be 'SyncId', 'Profile', 'Mode', 'Priority'
    }

    It 'shows the entries of the last run' {
        $null = Invoke-ContactSync -Profile ./acme.yaml
        $entry = Get-ContactSyncHistory -Profile ./acme.yaml -Last 1 | Get-ContactSyncEntry -Status Skipped
        $entry.Reason | Should -Be 'NoEmail'
    }

    It 'synchronises the contacts that a filter lets through' {
        $run = Get-CrmContact -Profile ./acme.yaml | Where-Object BillingCity -EQ Paris | Invoke-ContactSync -Profile ./acme.yaml -Mode Export
        $run.QbUpdated | Should -Be 1
        $run.QbCreated | Should -Be 0
    }

    It 'applies the changes that a filter lets through' {
        $run = Compare-ContactSet -Profile ./acme.yaml | Where-Object Action -EQ Update | Invoke-ContactSync -Profile ./acme.yaml
        $run.QbUpdated | Should -Be 1
        $run.CrmCreated | Should -Be 0
    }

    It 'starts no run where a filter lets nothing through' {
        $run = Get-CrmContact -Profile ./acme.yaml | Where-Object BillingCity -EQ Atlantis | Invoke-ContactSync -Profile ./acme.yaml -WarningVariable warnings -WarningAction SilentlyContinue
        $run | Should -BeNullOrEmpty
        $warnings | Should -HaveCount 1
        './acme.state.db' | Should -Not -Exist
    }

    It 'compares two files without a profile' {
        $changes = Compare-ContactSet -CrmContact (Import-Csv crm.csv) -QbCustomer (Import-Csv qb.csv) -Priority Newest
        ($changes | Where-Object Action -EQ Update).Summary | Should -BeLike "*Phone: '3' → '1'*"
    }

    It 'reads with Select-Object -First without reading on' {
        (Get-CrmContact acme | Select-Object -First 1).Id | Should -Be '1'
    }
}

Describe 'Export-Csv and Import-Csv under <_>' -ForEach $cultures {
    BeforeAll {
        $cultureBefore = [cultureinfo]::CurrentCulture
        [cultureinfo]::CurrentCulture = $_
        Push-Location (New-Pair)
        $run = Invoke-ContactSync acme -Priority Manual
    }

    AfterAll {
        Pop-Location
        [cultureinfo]::CurrentCulture = $cultureBefore
    }

    It 'keeps the history, times to the last digit' {
        [cultureinfo]::CurrentCulture = $_
        $row = Assert-RoundTrip (Get-ContactSyncHistory acme) (Join-Path $TestDrive 'history.csv')
        [DateTimeOffset]::ParseExact($row.StartedAt, 'o', [cultureinfo]::InvariantCulture) | Should -Be $run.StartedAt
        [timespan]::Parse($row.Duration, [cultureinfo]::InvariantCulture) | Should -Be $run.Duration
    }

    It 'keeps the entries, their fields as their summary' {
        [cultureinfo]::CurrentCulture = $_
        $rows = Assert-RoundTrip (Get-ContactSyncEntry acme 1) (Join-Path $TestDrive 'entries.csv')
        foreach ($row in $rows) {
            $row.Fields | Should -BeExactly $row.Summary
        }
    }

    It 'keeps the contacts, line breaks and quotes too, and they compare as unchanged' {
        [cultureinfo]::CurrentCulture = $_
        $path = Join-Path $TestDrive 'contacts.csv'
        $contacts = @(Get-CrmContact acme)
        $rows = Assert-RoundTrip $contacts $path
        [DateTimeOffset]::ParseExact($rows[0].ModifiedTime, 'o', [cultureinfo]::InvariantCulture) | Should -Be $contacts[0].ModifiedTime
        Compare-ContactSet -CrmContact $contacts -QbCustomer $rows -Priority Newest |
            Where-Object Action -NotIn 'Link', 'Unchanged' |
            Should -BeNullOrEmpty
    }

    It 'keeps the changes' {
        [cultureinfo]::CurrentCulture = $_
        Assert-RoundTrip (Compare-ContactSet acme -All -IncludeUnchanged) (Join-Path $TestDrive 'changes.csv')
    }

    It 'keeps links and conflicts, and exported conflicts can be decided' {
        [cultureinfo]::CurrentCulture = $_
        Assert-RoundTrip (Get-ContactLink acme) (Join-Path $TestDrive 'links.csv')
        Assert-RoundTrip (Get-ContactConflict acme) (Join-Path $TestDrive 'conflicts.csv') | Resolve-ContactConflict -Use Qb -WhatIf
    }

    It 'selects by exported entries' {
        [cultureinfo]::CurrentCulture = $_
        $path = Join-Path $TestDrive 'again.csv'
        Get-ContactSyncEntry acme 1 | Where-Object Email | Export-Csv $path
        (Import-Csv $path | Invoke-ContactSync acme -Mode Export).Mode | Should -Be 'Export'
    }
}

Describe 'The cmdlets that shape and show' {
    BeforeAll {
        Push-Location (New-Pair)
        $null = Invoke-ContactSync acme
        Start-Sleep -Milliseconds 5
        $null = Invoke-ContactSync acme
    }

    AfterAll {
        Pop-Location
    }

    It 'Format-Table shows runs in 120 columns' {
        $lines = (Get-ContactSyncHistory acme | Format-Table | Out-String -Width 120) -split '\r?\n' | Where-Object { $_.Trim() }
        $lines[0] -replace '\x1b\[[0-9;]*m' -split '\s+' | Where-Object { $_ } |
            Should -Be 'SyncId', 'Profile', 'StartedAt', 'Status', 'Created', 'Updated', 'Failed', 'Deleted', 'Conflicts', 'Mode', 'Duration'
        $lines[2] | Should -Match '^\s+2 acme '
    }

    It 'Format-Table shows the columns that are asked for' {
        (Get-ContactSyncHistory acme | Format-Table SyncId, Status | Out-String) | Should -Match 'Succeeded'
    }

    It 'Format-List shows every property' {
        $text = Get-ContactSyncHistory acme -Last 1 | Format-List | Out-String
        foreach ($name in 'SyncId', 'FinishedAt', 'QbDeleted', 'UndoOf', 'Message') {
            $text | Should -Match "(?m)^$name\s+:"
        }
    }

    It 'Sort-Object sorts by time' {
        (Get-ContactSyncHistory acme | Sort-Object StartedAt).SyncId | Should -Be 1, 2
        (Get-ContactSyncHistory acme | Sort-Object StartedAt -Descending).SyncId | Should -Be 2, 1
    }

    It 'Group-Object groups by action' {
        $groups = Get-ContactSyncEntry acme 1 | Group-Object Action
        ($groups | Where-Object Name -EQ Create).Count | Should -Be 2
    }

    It 'Measure-Object adds up' {
        (Get-ContactSyncHistory acme | Measure-Object QbCreated -Sum).Sum | Should -Be 1
    }

    It 'Select-Object keeps times readable' {
        $row = Get-ContactSyncHistory acme -Last 1 | Select-Object SyncId, StartedAt | ConvertTo-Csv | ConvertFrom-Csv
        { [DateTimeOffset]::ParseExact($row.StartedAt, 'o', [cultureinfo]::InvariantCulture) } | Should -Not -Throw
    }

    It 'ConvertTo-Json gives every property once' {
        $run = Get-ContactSyncHistory acme -Last 1
        $json = $run | ConvertTo-Json -EnumsAsStrings | ConvertFrom-Json
        $json.SyncId | Should -Be 2
        $json.Mode | Should -Be 'Synchronize'
        ([DateTimeOffset]$json.StartedAt).UtcTicks | Should -Be $run.StartedAt.UtcTicks
        @($json.PSObject.Properties.Name | Group-Object | Where-Object Count -GT 1) | Should -HaveCount 0
    }

    It 'ConvertTo-Json gives the fields of a change' {
        $change = Compare-ContactSet acme -All -Priority Qb -IncludeUnchanged | Select-Object -First 1
        { $change | ConvertTo-Json -Depth 5 | ConvertFrom-Json } | Should -Not -Throw
    }

    It 'Where-Object compares times' {
        Get-ContactSyncHistory acme | Where-Object StartedAt -GT ([DateTimeOffset]::UtcNow.AddHours(-1)) | Should -HaveCount 2
        Get-ContactSyncHistory acme -Since ([DateTimeOffset]::UtcNow.AddHours(1)) | Should -BeNullOrEmpty
    }
}

Describe 'Completion' {
    BeforeAll {
        Push-Location (New-Pair)
    }

    AfterAll {
        Pop-Location
    }

    It 'completes what begins as a path with profiles and folders, as -Profile takes them' {
        $null = New-Item -ItemType Directory accounts
        Set-Content -LiteralPath 'ac [1].yml' -Value (Get-Content acme.yaml)
        $line = 'Invoke-ContactSync -Profile ./ac'
        $texts = [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText.Replace('\', '/')
        $texts | Sort-Object | Should -Be ("'./ac [1].yml'", './accounts', './acme.yaml' | Sort-Object)
        (Get-ContactSyncProfile './ac [1].yml').Name | Should -Be 'ac [1]'
    }
}

Describe 'Files that are given out' {
    BeforeAll {
        Push-Location (New-Pair)
    }

    AfterAll {
        Pop-Location
    }

    It 'show their size' {
        $null = Invoke-ContactSync acme
        $file = Export-ContactSyncReport acme ./status.html
        $file | Should -BeOfType System.IO.FileInfo
        ($file | Out-String) | Should -Match "$($file.Length)"
    }
}

Describe 'What happened and why' {
    BeforeAll {
        Push-Location (New-Pair)
        Add-Content acme.yaml 'priority: Manual'
        $null = Invoke-ContactSync acme
    }

    AfterAll {
        Pop-Location
    }

    It 'exports what stays different, and reads it back' {
        $rows = Assert-RoundTrip (Get-ContactDivergence acme) (Join-Path $TestDrive 'divergences.csv')
        $rows.Reason | Should -Contain 'Conflict'
    }

    It 'exports an explanation, and reads it back' {
        $rows = Assert-RoundTrip (Get-ContactSyncExplanation acme ann@example.com) (Join-Path $TestDrive 'explanation.csv')
        ($rows | Where-Object Field -EQ Phone).Next | Should -BeLike 'Nothing (Conflict)*'
    }

    It 'explains everybody whom a CSV file names' {
        Import-Csv crm.csv | Select-Object -First 1 | Get-ContactSyncExplanation acme -Field LastName | ForEach-Object Email | Should -Be 'ann@example.com'
    }

    It 'writes the sync status as a page' {
        $file = Export-ContactSyncReport acme ./status.html
        $file | Should -BeOfType System.IO.FileInfo
        $page = Get-Content $file -Raw
        $page | Should -BeLike '<!DOCTYPE html>*'
        $page | Should -BeLike '*Sync status of acme*'
        ($page | Select-String -Pattern 'https?://' -AllMatches).Matches.Value | Select-Object -Unique | Should -Be 'http://'
        $page | Should -Match 'xmlns="http://www.w3.org/2000/svg"'
    }

    It 'refuses a place for the page that cannot be written' {
        { Export-ContactSyncReport acme ./missing/status.html } | Should -Throw -ErrorId 'OutputFailed*'
    }

    It 'checks show as a table that names what to do' {
        $text = Test-ContactSyncProfile acme | Format-Table | Out-String -Width 120
        $text | Should -Match '(?m)^Check\s+Status\s+Message'
    }
}

Describe 'Tasks' {
    BeforeAll {
        Push-Location (New-Pair)
    }

    AfterAll {
        Pop-Location
    }

    # The definition is shown by whatever scheduler the machine has; nothing is registered.
    It 'shows a task before it is registered, and it survives Export-Csv' {
        try {
            $task = Register-ContactSyncTask acme -Every 06:00 -At 01:30 -WhatIf -WarningAction SilentlyContinue
        }
        catch {
            $_.FullyQualifiedErrorId | Should -BeLike 'SchedulerFailed*'
            return
        }
        $row = Assert-RoundTrip $task (Join-Path $TestDrive 'tasks.csv')
        $row.Every | Should -Be '06:00:00'
        $task.Definition | Should -Match 'CrmQbSync\.Task\.ps1'
        @(Get-ContactSyncTask | Where-Object Profile -EQ $task.Profile) | Should -HaveCount 0
    }

    It 'refuses <Every> with what is meant' -ForEach @(
        @{ Every = 15 }
        @{ Every = 0 }
        @{ Every = '3650.00:00' }
    ) {
        $fault = { Register-ContactSyncTask acme -Every $Every } | Should -Throw -ErrorId 'InputInvalid*' -PassThru
        $fault.ErrorDetails.RecommendedAction | Should -Match '00:15'
    }
}

Describe 'Help' {
    It 'shows <_> in full' -ForEach (Get-Content (Join-Path $PSScriptRoot '..' '..' 'CrmQbSync.psd1') | Select-String "^\s+'([A-Z][a-z]+-[A-Za-z]+)'" | ForEach-Object { $_.Matches.Groups[1].Value }) {
        $text = Get-Help $_ -Full | Out-String -Width 120
        foreach ($head in 'NAME', 'SYNOPSIS', 'SYNTAX', 'DESCRIPTION', 'PARAMETERS', 'RELATED LINKS') {
            $text | Should -Match "(?m)^$head"
        }
        $text | Should -Match '(?m)EXAMPLE 1|Example 1'
    }

    It 'finds <_>' -ForEach 'about_CrmQbSync', 'about_CrmQbSync_Profile', 'about_CrmQbSync_Rules', 'about_CrmQbSync_Errors' {
        $before = $env:PSModulePath
        try {
            $env:PSModulePath = (Split-Path (Split-Path (Get-Module CrmQbSync).Path)) + [IO.Path]::PathSeparator + $before
            Get-Help $_ | Out-String | Should -Match "(?i)^\s*$_"
        }
        finally {
            $env:PSModulePath = $before
        }
    }
}

Describe 'Import' {
    It 'works again after -Force' {
        $before = (Get-Command -Module CrmQbSync).Name
        Import-Module (Get-Module CrmQbSync).Path -Force
        (Get-Command -Module CrmQbSync).Name | Should -Be $before
    }

    # Windows PowerShell is there on Windows only.
    if ($IsWindows) {
        It 'fails on a PowerShell that is too old with a sentence that says what is needed' {
            $manifest = (Get-Module CrmQbSync).Path
            $message = powershell.exe -NoProfile -Command "try { Import-Module '$manifest' -ErrorAction Stop } catch { `$_.Exception.Message }"
            $message -join ' ' | Should -Match '7\.4'
        }
    }
}
