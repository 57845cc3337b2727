using System.Globalization;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.EndToEnd;

/// <summary>A day with the module: what its first page shows, over two CSV files.</summary>
public sealed class DayTests : IDisposable
{
    private readonly CsvPair _pair = CsvPair.OfPeople();

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void New_ContactSyncProfile_writes_a_starter_that_Test_and_Get_can_read()
    {
        var path = _pair.Run("New-ContactSyncProfile ./new.yaml -Crm Csv -Qb Csv -Mode Import -Priority Newest -Preset Classic -TransferAll").Texts.Single();

        Assert.Equal(_pair.Session.PathOf("new.yaml"), path);
        var profile = _pair.Run("Get-ContactSyncProfile new");
        Assert.Equal("new", profile["Name"]);
        Assert.Equal("Import", profile["Mode"]!.ToString());
        Assert.Equal("Newest", profile["Priority"]!.ToString());
        Assert.Equal("CreateNew", profile["WhenEmailChanges"]!.ToString());
        Assert.Equal(true, profile["TransferAllWhenNoneSelected"]);
    }

    [Fact]
    public void New_ContactSyncProfile_overwrites_only_with_Force_and_writes_nothing_with_WhatIf()
    {
        var before = File.ReadAllText(_pair.Profile);

        Assert.StartsWith("OutputFailed", _pair.Session.Fail("New-ContactSyncProfile ./acme.yaml -Crm Csv -Qb Csv").FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(_pair.Run("New-ContactSyncProfile ./acme.yaml -Crm Csv -Qb Csv -Force -WhatIf").Output);
        Assert.Equal(before, File.ReadAllText(_pair.Profile));
        _pair.Run("New-ContactSyncProfile ./acme.yaml -Crm Csv -Qb Csv -Force");
        Assert.NotEqual(before, File.ReadAllText(_pair.Profile));
    }

    [Fact]
    public void Test_ContactSyncProfile_gives_one_row_a_check()
    {
        var checks = _pair.Run("Test-ContactSyncProfile ./acme.yaml").Output;

        Assert.Contains("CRM", checks.Select(check => check.Properties["Check"].Value));
        Assert.DoesNotContain("Failed", checks.Select(check => check.Properties["Status"].Value.ToString()));
    }

    [Fact]
    public void WhatIf_shows_what_the_run_then_does_and_writes_nothing()
    {
        var crm = _pair.Crm;
        var planned = _pair.Run("Invoke-ContactSync -Profile ./acme.yaml -WhatIf | ForEach-Object { \"$($_.Action) $($_.Target) $($_.Email)\" }").Texts;

        Assert.Equal(crm, _pair.Crm);
        Assert.False(_pair.HasState);
        Assert.Equal(planned, _pair.Run("Compare-ContactSet -Profile ./acme.yaml | ForEach-Object { \"$($_.Action) $($_.Target) $($_.Email)\" }").Texts);
        var done = _pair.Run("Invoke-ContactSync -Profile ./acme.yaml -PassThru | Where-Object { $_.Action } | ForEach-Object { \"$($_.Action) $($_.Target) $($_.Email)\" }").Texts;
        Assert.Equal(planned.Order(StringComparer.Ordinal), done.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_run_synchronises_both_files_and_is_in_the_history_with_its_entries()
    {
        var run = _pair.Run("Invoke-ContactSync -Profile ./acme.yaml");

        Assert.Equal("Succeeded", run["Status"]!.ToString());
        Assert.Equal(1L, run["SyncId"]);
        Assert.Equal(_pair.Profile, run["Profile"]);
        Assert.Contains("3,eve@example.com,Eve,Dunn,4", _pair.Crm);
        Assert.Contains("7,ANN@example.com,Ann,Bexley,1", _pair.Qb);
        var history = _pair.Run("Get-ContactSyncHistory -Profile ./acme.yaml -Last 30");
        Assert.Equal(1L, history["SyncId"]);
        Assert.Equal("NoEmail", _pair.Run("Get-ContactSyncHistory -Profile ./acme.yaml -Last 1 | Get-ContactSyncEntry -Status Skipped")["Reason"]);
        Assert.Equal("Phone: '3' → '1'", _pair.Run("Get-ContactSyncEntry -Profile acme -SyncId 1 -Email ann@example.com | Where-Object Action -eq Update")["Summary"]);
    }

    [Fact]
    public void A_second_run_writes_nothing()
    {
        _pair.Run("Invoke-ContactSync -Profile ./acme.yaml");
        var (crm, qb) = (_pair.Crm, _pair.Qb);

        var run = _pair.Run("Invoke-ContactSync -Profile ./acme.yaml -PassThru");

        Assert.Equal(2L, run["SyncId"]);
        Assert.Equal(crm, _pair.Crm);
        Assert.Equal(qb, _pair.Qb);
    }

    [Fact]
    public void Contacts_from_the_pipeline_select_what_is_handled()
    {
        var run = _pair.Run("Get-QbCustomer -Profile ./acme.yaml | Where-Object FirstName -eq Eve | Invoke-ContactSync -Profile ./acme.yaml -Mode Import");

        Assert.Equal(1, run["CrmCreated"]);
        Assert.Contains("3,eve@example.com,Eve,Dunn,4", _pair.Crm);
        Assert.Contains("7,ANN@example.com,Ann,Bexley,3", _pair.Qb);
    }

    [Fact]
    public void Changes_from_the_pipeline_are_applied()
    {
        var run = _pair.Run("Compare-ContactSet -Profile ./acme.yaml -Priority Qb | Where-Object Action -eq Update | Invoke-ContactSync -Profile ./acme.yaml");

        Assert.Equal(1, run["CrmUpdated"]);
        Assert.Equal("Qb", run["Priority"]!.ToString());
        Assert.Equal(0, run["CrmCreated"]);
        Assert.Contains("1,ann@example.com,Ann,Bexley,3", _pair.Crm);
    }

    [Fact]
    public void Objects_bring_their_profile_along()
    {
        _pair.Run("Invoke-ContactSync -Profile ./acme.yaml");
        using var elsewhere = new CsvPair("1,x@example.com,X,Y,1", "");

        _pair.Session.Runspace.SessionStateProxy.Path.SetLocation(elsewhere.Session.Folder);

        Assert.Equal(3, _pair.Run("Get-ContactLink -Profile $args[0]", _pair.Profile).Output.Count);
        Assert.Equal(2L, _pair.Run("Get-ContactLink -Profile $args[0] | Invoke-ContactSync", _pair.Profile)["SyncId"]);
        Assert.Equal(5, _pair.Run("Get-ContactSyncHistory -Profile $args[0] -SyncId 1 | Get-ContactSyncEntry", _pair.Profile).Output.Count);
        Assert.Equal("acme", _pair.Run("Get-ContactSyncProfile $args[0] | Get-ContactSyncProfile", _pair.Profile)["Name"]);
    }

    [Fact]
    public void Profiles_from_the_pipeline_run_each_as_a_whole()
    {
        var run = _pair.Run("Get-ContactSyncProfile | Invoke-ContactSync");

        Assert.Equal(1, run["QbCreated"]);
        Assert.Equal(1, run["CrmCreated"]);
    }

    [Fact]
    public void The_history_tells_what_started_a_run_and_is_asked_for_by_how_it_ended()
    {
        _pair.Run("Invoke-ContactSync acme -Trigger Scheduled; Invoke-ContactSync acme");

        Assert.Equal(["Manual", "Scheduled"], _pair.Run("(Get-ContactSyncHistory acme -Status Succeeded).Trigger").Texts);
        Assert.Empty(_pair.Run("Get-ContactSyncHistory acme -Status Failed, Blocked").Output);
    }

    [Fact]
    public void Readers_filter_by_id_and_address()
    {
        Assert.Equal("2", _pair.Run("Get-CrmContact acme -Id 2")["Id"]);
        Assert.Equal("7", _pair.Run("Get-QbCustomer acme -Email 'Ann <ann@EXAMPLE.com>'")["Id"]);
        Assert.Equal(3, _pair.Run("Get-QbCustomer acme -IncludeInactive").Output.Count);
    }

#if !WINDOWS
    /// <summary>A time without offset is local to who types it, and UTC in a file.</summary>
    [Fact]
    public async Task Readers_and_history_filter_by_time()
    {
        File.WriteAllText(_pair.Session.PathOf("qb.csv"), "Id,Email,LastName,ModifiedTime\n7,early@x.com,Early,2026-05-06T15:59:59\n8,late@x.com,Late,2026-05-06T16:00:00\n9,other@x.com,Other,2026-05-06T18:30:00+02:00\n");
        _pair.Run("Invoke-ContactSync acme -Mode Import");
        var started = (DateTimeOffset)((System.Management.Automation.PSObject)_pair.Run("Get-ContactSyncHistory acme")["StartedAt"]!).BaseObject;
        string Local(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture);

        // Four hours behind in May; the history is asked for in UTC.
        var read = await ChildShell.RunAsync(
            new Dictionary<string, string> { ["TZ"] = "America/New_York" }, "-Command", $"(Get-QbCustomer '{_pair.Profile}' -ModifiedSince '2026-05-06T12:00:00').Id");
        var kept = await ChildShell.RunAsync(
            new Dictionary<string, string> { ["TZ"] = "Etc/UTC" },
            "-Command",
            $"@(Get-ContactSyncHistory '{_pair.Profile}' -Since '{Local(started)}').Count; @(Get-ContactSyncHistory '{_pair.Profile}' -Since '{Local(started.AddTicks(1))}').Count");

        Assert.Equal(["8", "9"], read.Lines);
        Assert.Equal(["1", "0"], kept.Lines);
    }
#endif
}
