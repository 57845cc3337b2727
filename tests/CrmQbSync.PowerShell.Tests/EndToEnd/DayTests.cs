using System.Globalization;

namespace CrmQbSync.PowerShell.Tests.EndToEnd;

/// <summary>A day with the module: what its first page shows, over two CSV files.</summary>
public sealed class DayTests : IDisposable
{
    private readonly CsvPair _pair = new(
        """
        1,ann@example.com,Ann,Bexley,1
        2,bob@example.com,Bob,Cole,2
        """,
        """
        7,ANN@example.com,Ann,Bexley,3
        8,eve@example.com,Eve,Dunn,4
        9,,No,Mail,5
        """);

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
    public void Readers_filter_by_id_address_and_time()
    {
        Assert.Equal("2", _pair.Run("Get-CrmContact acme -Id 2")["Id"]);
        Assert.Equal("7", _pair.Run("Get-QbCustomer acme -Email 'Ann <ann@EXAMPLE.com>'")["Id"]);
        Assert.Equal(3, _pair.Run("Get-QbCustomer acme -IncludeInactive").Output.Count);
    }

    [Fact]
    public void Undo_puts_back_what_the_run_wrote()
    {
        var (crm, qb) = (_pair.Crm, _pair.Qb);
        _pair.Run("Invoke-ContactSync acme");
        var written = _pair.Qb;

        Assert.Equal(["Delete", "Delete", "Update"], _pair.Run("(Undo-ContactSync acme 1 -WhatIf).Action").Texts.Order(StringComparer.Ordinal));
        Assert.Equal(written, _pair.Qb);
        var run = _pair.Run("Get-ContactSyncHistory acme -Last 1 | Undo-ContactSync -Confirm:$false");

        Assert.Equal(1L, run["UndoOf"]);
        Assert.Equal(crm, _pair.Crm);
        Assert.Equal(qb, _pair.Qb);
    }

    [Fact]
    public void Undo_puts_back_what_the_run_wrote_into_a_file_that_had_no_ids_until_then()
    {
        File.WriteAllText(_pair.Session.PathOf("qb.csv"), "Email,FirstName,LastName,Phone\nANN@example.com,Ann,Bexley,3\neve@example.com,Eve,Dunn,4\n");

        _pair.Run("Invoke-ContactSync acme");
        Assert.Equal("1", _pair.Run("Get-ContactSyncEntry acme 1 -Email ann@example.com | Where-Object Action -eq Update")["QbId"]);
        _pair.Run("Undo-ContactSync acme 1 -Confirm:$false");

        Assert.Equal(["ANN@example.com,Ann,Bexley,3,1", "eve@example.com,Eve,Dunn,4,2"], _pair.Qb);
    }

    [Fact]
    public void Every_entry_of_the_run_that_gives_files_their_ids_names_records_by_those_and_can_be_piped_into_the_next()
    {
        // ann is linked and filled on the QuickBooks side, zoe linked and left alone, eve and bob are created on either side.
        File.WriteAllText(_pair.Session.PathOf("crm.csv"), "Email,FirstName,LastName,Phone\nann@example.com,Ann,Bexley,3\nzoe@example.com,Zoe,Fry,5\nbob@example.com,Bob,Cole,\n");
        File.WriteAllText(_pair.Session.PathOf("qb.csv"), "Email,FirstName,LastName,Phone\nANN@example.com,Ann,Bexley,\nzoe@example.com,Zoe,Fry,5\neve@example.com,Eve,Dunn,4\n");

        _pair.Run("Invoke-ContactSync acme");

        var ids = _pair.Run("Get-ContactSyncEntry acme 1 | ForEach-Object { \"$($_.CrmId) $($_.QbId)\" }").Texts;
        Assert.Equal(["1 1", "2 2", "3 4", "4 3"], ids.Distinct().Order(StringComparer.Ordinal));
        foreach (var email in new[] { "ann", "zoe" })
            Assert.Equal("Link", _pair.Run($"Get-ContactSyncEntry acme 1 -Email {email}@example.com | Where-Object Action -eq Link")["Action"]!.ToString());
        File.WriteAllText(_pair.Session.PathOf("crm.csv"), File.ReadAllText(_pair.Session.PathOf("crm.csv")).Replace("Fry", "Frey", StringComparison.Ordinal));
        var again = _pair.Run("Get-ContactSyncEntry acme 1 -Email zoe@example.com | Invoke-ContactSync -Profile acme");
        Assert.Empty(again.Warnings);
        Assert.Equal(1, again["QbUpdated"]);
    }

    [Fact]
    public void Undo_asks_after_its_plan_with_its_figures_and_no_leaves_everything_as_it_was()
    {
        _pair.Run("Invoke-ContactSync acme");
        var (crm, qb) = (_pair.Crm, _pair.Qb);

        _pair.Session.Host.Answer = 2;
        var declined = _pair.Run("Undo-ContactSync acme 1");

        Assert.Equal("Cancelled", declined["Status"]!.ToString());
        Assert.Contains("CRM: 0 to create, 0 to update, 1 to delete; QuickBooks: 0 to create, 1 to update, 1 to delete", Assert.Single(_pair.Session.Host.Questions), StringComparison.Ordinal);
        Assert.Equal(crm, _pair.Crm);
        Assert.Equal(qb, _pair.Qb);

        _pair.Session.Host.Answer = 0;
        Assert.Equal("Succeeded", _pair.Run("Undo-ContactSync acme 1")["Status"]!.ToString());
    }

    [Fact]
    public void Unchanged_pairs_are_shown_on_demand_also_after_a_quiet_run()
    {
        _pair.Run("Invoke-ContactSync acme; Invoke-ContactSync acme");

        Assert.Empty(_pair.Run("Compare-ContactSet acme").Output);
        Assert.Equal(
            Enumerable.Repeat("Unchanged", _pair.Run("Get-ContactLink acme").Output.Count),
            _pair.Run("(Compare-ContactSet acme -IncludeUnchanged).Action").Texts);
        Assert.Single(_pair.Run("Compare-ContactSet acme -IncludeUnchanged -Email ann@example.com").Output);
    }

    [Fact]
    public void A_link_is_forgotten_after_a_question_and_the_next_run_merges_anew()
    {
        _pair.Run("Invoke-ContactSync acme");

        _pair.Session.Host.Answer = 2;
        _pair.Run("Get-ContactLink acme -Email ann@example.com | Remove-ContactLink");
        Assert.Single(_pair.Session.Host.Questions);
        Assert.Equal(3, _pair.Run("Get-ContactLink acme").Output.Count);

        _pair.Run("Get-ContactLink acme -CrmId 1 | Remove-ContactLink -WhatIf");
        Assert.Equal(3, _pair.Run("Get-ContactLink acme").Output.Count);

        Assert.Equal("7", _pair.Run("Get-ContactLink acme -QbId 7 | Remove-ContactLink -Confirm:$false -PassThru")["QbId"]);
        Assert.Equal(2, _pair.Run("Get-ContactLink acme").Output.Count);
        Assert.Equal(1, _pair.Run("Invoke-ContactSync acme")["Linked"]);
    }

    [Fact]
    public void A_conflict_waits_for_a_decision_and_the_next_run_carries_it_out()
    {
        _pair.Run("Invoke-ContactSync acme -Priority Manual");
        var conflict = _pair.Run("Get-ContactConflict acme");
        Assert.Equal("Phone", conflict["Field"]);
        Assert.Equal("1", conflict["CrmValue"]);
        Assert.Equal("3", conflict["QbValue"]);

        _pair.Run("Get-ContactConflict acme | Resolve-ContactConflict -Use Crm -WhatIf");
        Assert.Single(_pair.Run("Get-ContactConflict acme").Output);
        _pair.Run("Get-ContactConflict acme | Resolve-ContactConflict -Use Qb");
        _pair.Run("Invoke-ContactSync acme -Priority Manual");

        Assert.Contains("1,ann@example.com,Ann,Bexley,3", _pair.Crm);
        Assert.Empty(_pair.Run("Get-ContactConflict acme").Output);
    }

    [Fact]
    public void A_conflict_can_be_decided_for_a_value_of_its_own()
    {
        _pair.Run("Invoke-ContactSync acme -Priority Manual");
        _pair.Run("Resolve-ContactConflict acme -CrmId 1 -QbId 7 -Field Phone -Value 99");
        _pair.Run("Invoke-ContactSync acme -Priority Manual");

        Assert.Contains("1,ann@example.com,Ann,Bexley,99", _pair.Crm);
        Assert.Contains("7,ANN@example.com,Ann,Bexley,99", _pair.Qb);
    }

    [Fact]
    public void Two_sets_in_memory_are_compared_without_profile_or_state()
    {
        const string Script = """
            $crm = [pscustomobject]@{ Email = 'ann@example.com'; Phone = '1'; ModifiedTime = '2026-05-06T00:00:00Z' }, [pscustomobject]@{ Email = 'same@example.com' }
            $qb = [pscustomobject]@{ Email = 'ANN@example.com'; Phone = '2'; ModifiedTime = '2026-06-05T00:00:00Z' }, [pscustomobject]@{ Email = 'same@example.com' }
            Compare-ContactSet -CrmContact $crm -QbCustomer $qb -Priority Newest | Where-Object Action -eq Update
            """;
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            var change = _pair.Run(Script);
            Assert.Equal("Phone: '1' → '2'", change["Summary"]);
            Assert.Equal("Crm", change["Target"]!.ToString());
            Assert.Null(change["Profile"]);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
        Assert.False(_pair.HasState);
    }

    [Fact]
    public void An_empty_set_is_a_set()
    {
        var changes = _pair.Run("Compare-ContactSet -CrmContact (Get-CrmContact acme) -QbCustomer $null -Mode Export").Output;

        Assert.Equal(2, changes.Count);
        Assert.All(changes, change => Assert.Equal("Create", change.Properties["Action"].Value.ToString()));
    }

    [Fact]
    public void Custom_fields_of_the_profile_are_note_properties_and_are_compared_in_memory()
    {
        using var pair = new CsvPair("", "", "fields: { Second: { crm: Home, qb: Alternate, kind: Phone } }");
        File.WriteAllText(pair.Session.PathOf("crm.csv"), "Id,Email,Home\n1,ann@example.com,555\n");
        File.WriteAllText(pair.Session.PathOf("qb.csv"), "Id,Email,Alternate\n7,ann@example.com,777\n");

        Assert.Equal("555", pair.Run("Get-CrmContact acme")["Second"]);
        Assert.Equal("NoteProperty", pair.Run("(Get-CrmContact acme).PSObject.Properties['Second'].MemberType").Texts.Single());
        var change = pair.Run("Compare-ContactSet -CrmContact ([pscustomobject]@{ Email = 'ann@example.com'; Second = '1' }) -QbCustomer ([pscustomobject]@{ Email = 'ann@example.com'; Second = '2' }) -Profile acme | Where-Object Action -eq Update");
        Assert.Equal("Second: '2' → '1'", change["Summary"]);
    }
}
