namespace CrmQbSync.PowerShell.Tests.EndToEnd;

/// <summary>What the policies of a profile do, from the cmdlet to the other side's file.</summary>
public sealed class PolicyTests
{
    private const string Ann = "1,ann@example.com,Ann,Bexley,1";

    [Fact]
    public void Rule_3_5_A_filter_leaves_alone_what_does_not_pass_until_it_is_gone()
    {
        using var pair = new CsvPair($"{Ann}\n2,bob@example.com,Bob,Cole,2\n3,cy@example.com,Cy,Dale,3", "7,ann@example.com,Ann,Bexley,9", "selection: { filter: { FirstName: [Ann, Cy], Phone: [1, 3] } }");

        Assert.Equal(["Create Qb cy@example.com", "Link None ann@example.com", "Update Qb ann@example.com"], Entries(pair));
        Assert.Equal(["7,ann@example.com,Ann,Bexley,1", "8,cy@example.com,Cy,Dale,3"], pair.Qb);

        Edit(pair, "selection: {}");
        Assert.Equal(["Create Qb bob@example.com"], Entries(pair));
    }

    [Theory]
    [InlineData("Export", "1", true)]
    [InlineData("Export", "9", false)]
    [InlineData("Import", "1", false)]
    [InlineData("Import", "9", true)]
    [InlineData("Synchronize", "1", true)]
    [InlineData("Synchronize", "9", true)]
    [InlineData("Synchronize", "5", false)]
    public void Rule_3_5_One_way_the_source_has_to_pass_the_filter_and_both_ways_either(string mode, string phone, bool passes)
    {
        using var pair = new CsvPair(Ann, "7,ann@example.com,Ann,Bexley,9", $"mode: {mode}\nselection: {{ filter: {{ Phone: {phone} }} }}");

        Assert.Equal(passes, Entries(pair).Count > 0);
        Assert.Equal(passes, Phones(pair.Crm) == Phones(pair.Qb));
    }

    [Theory]
    [InlineData("", "", "1", "1")]
    [InlineData("tieBreaker: Qb", "", "9", "9")]
    [InlineData("tieBreaker: Qb", "2026-01-01T00:00:00Z,2026-01-01T00:00:00Z", "9", "9")]
    [InlineData("tieBreaker: Crm", "2026-01-01T00:00:00Z,2026-01-01T00:00:00Z", "1", "1")]
    [InlineData("tieBreaker: Qb", "2026-01-02T00:00:00Z,2026-01-01T00:00:00Z", "1", "1")]
    [InlineData("tieBreaker: Crm", "2026-01-01T00:00:00Z,2026-01-02T00:00:00Z", "9", "9")]
    public void Rule_5_5_Where_neither_is_newer_the_tie_breaker_decides(string tieBreaker, string times, string crm, string qb)
    {
        using var pair = new CsvPair("", "", $"priority: Newest\n{tieBreaker}");
        var modified = times.Length == 0 ? ["", ""] : times.Split(',');
        File.WriteAllText(pair.Session.PathOf("crm.csv"), $"Id,Email,LastName,ModifiedTime,Phone\n1,ann@example.com,Bexley,{modified[0]},1\n");
        File.WriteAllText(pair.Session.PathOf("qb.csv"), $"Id,Email,LastName,ModifiedTime,Phone\n7,ann@example.com,Bexley,{modified[1]},9\n");

        pair.Run("Invoke-ContactSync acme");

        Assert.Equal((crm, qb), (pair.Crm[0].Split(',')[4], pair.Qb[0].Split(',')[4]));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("region: US", 1)]
    [InlineData("region: DE", 0)]
    public void Rule_2_3_The_region_tells_which_numbers_are_the_same(string region, int updated)
    {
        using var pair = new CsvPair("1,ann@example.com,Ann,Bexley,030 123456", "7,ann@example.com,Ann,Bexley,+49 30 123456", region);

        Assert.Equal(updated, pair.Run("Invoke-ContactSync acme")["QbUpdated"]);
        Assert.Equal($"7,ann@example.com,Ann,Bexley,{(updated == 0 ? "+49 30 123456" : "030 123456")}", Assert.Single(pair.Qb));
    }

    [Theory]
    [InlineData("mode: Import", "ann=9 bob=2 eve=5", "ann=9 eve=5")]
    [InlineData("mode: Export", "ann=1 bob=2", "ann=1 bob=2 eve=5")]
    [InlineData("", "ann=1 bob=2 eve=5", "ann=1 bob=2 eve=5")]
    [InlineData("priority: Qb", "ann=9 bob=2 eve=5", "ann=9 bob=2 eve=5")]
    [InlineData("priority: Manual", "ann=1 bob=2 eve=5", "ann=9 bob=2 eve=5")]
    [InlineData("fields: { Phone: { priority: Qb } }", "ann=9 bob=2 eve=5", "ann=9 bob=2 eve=5")]
    [InlineData("fields: { Phone: { direction: QbToCrm } }", "ann=9 bob=2 eve=5", "ann=9 bob= eve=5")]
    [InlineData("fields: { Phone: { direction: CrmToQb } }", "ann=1 bob=2 eve=", "ann=1 bob=2 eve=5")]
    [InlineData("fields: { Phone: { direction: None } }", "ann=1 bob=2 eve=", "ann=9 bob= eve=5")]
    public void Rules_5_and_6_Mode_priority_and_direction_decide_what_flows(string policy, string crm, string qb)
    {
        using var pair = new CsvPair($"{Ann}\n3,bob@example.com,Bob,Cole,2", "7,ann@example.com,Ann,Bexley,9\n8,eve@example.com,Eve,Dunn,5", policy);

        pair.Run("Invoke-ContactSync acme");

        Assert.Equal((crm, qb), (Phones(pair.Crm), Phones(pair.Qb)));
    }

    [Theory]
    [InlineData("Keep", "", "5", "5")]
    [InlineData("Fill", "5", "5", "5")]
    [InlineData("Clear", "5", "5", "")]
    public void Rule_5_6_Blanks_are_kept_filled_or_carried_over(string blanks, string filled, string kept, string cleared)
    {
        using var pair = new CsvPair("1,ann@example.com,Ann,Bexley,\n2,bob@example.com,Bob,Cole,5", "7,ann@example.com,Ann,Bexley,5\n8,bob@example.com,Bob,Cole,5", $"blanks: {blanks}");
        pair.Run("Invoke-ContactSync acme");
        Assert.Equal(($"ann={filled} bob=5", $"ann={kept} bob=5"), (Phones(pair.Crm), Phones(pair.Qb)));

        Replace(pair, "crm.csv", "Bob,Cole,5", "Bob,Cole,");
        pair.Run("Invoke-ContactSync acme");
        Assert.Equal(($"ann={filled} bob=", $"ann={kept} bob={cleared}"), (Phones(pair.Crm), Phones(pair.Qb)));
    }

    [Theory]
    [InlineData("Hold", "Hold None DeletedInCrm", "ann bob", "bob")]
    [InlineData("Propagate", "Delete Qb DeletedInCrm", "bob", "bob")]
    [InlineData("Recreate", "Create Crm ", "ann bob", "ann bob")]
    public void Rules_7_2_to_7_4_A_deletion_is_held_carried_over_or_taken_back(string deletions, string entry, string qb, string crm)
    {
        using var pair = Linked($"deletions: {deletions}", "ann", "bob");
        Remove(pair, "crm.csv", "ann");

        Assert.Equal([entry], pair.Run("Invoke-ContactSync acme -PassThru | Where-Object Action | ForEach-Object { \"$($_.Action) $($_.Target) $($_.Reason)\" }").Texts);

        Assert.Equal((qb, crm), (Names(pair.Qb), Names(pair.Crm)));
    }

    [Theory]
    [InlineData("Follow", "new", "new")]
    [InlineData("CreateNew", "ann new", "ann new")]
    public void Rule_4_2_A_changed_address_flows_or_makes_another_person(string policy, string crm, string qb)
    {
        using var pair = Linked($"matching: {{ whenEmailChanges: {policy} }}", "ann");
        Replace(pair, "crm.csv", "ann@", "new@");

        pair.Run("Invoke-ContactSync acme");

        Assert.Equal((crm, qb), (Names(pair.Crm), Names(pair.Qb)));
    }

    [Theory]
    [InlineData("", "Invoke-ContactSync acme", "bob")]
    [InlineData("", "Invoke-ContactSync acme -All", "ann bob")]
    [InlineData("selection: { transferAllWhenNoneSelected: true }", "Invoke-ContactSync acme", "ann bob")]
    [InlineData("selection: { transferAllWhenNoneSelected: true }", "Invoke-ContactSync acme -Email bob@example.com", "bob")]
    public void Rule_3_6_What_did_not_change_is_handled_where_all_is_transferred(string policy, string script, string crm)
    {
        using var pair = Linked("", "ann", "bob");
        Remove(pair, "crm.csv", "ann");
        pair.Run("Invoke-ContactSync acme");
        Assert.Equal("bob", Names(pair.Crm));
        Edit(pair, policy);

        pair.Run(script);

        Assert.Equal(crm, Names(pair.Crm));
    }

    /// <summary>Four pairs; two are deleted, two new, one or two changed.</summary>
    [Theory]
    [InlineData("maxDeletes: 1", "delete 2 records; safety.maxDeletes allows 1")]
    [InlineData("maxDeletes: 2", null)]
    [InlineData("maxDeletes: 3", null)]
    [InlineData("maxCreates: 1", "create 2 records; safety.maxCreates allows 1")]
    [InlineData("maxCreates: 2", null)]
    [InlineData("maxCreates: 3", null)]
    [InlineData("maxChangePercent: 74", "update or delete in 3 of 4 linked pairs; safety.maxChangePercent allows 74 %")]
    [InlineData("maxChangePercent: 75", null)]
    [InlineData("maxChangePercent: 76", null)]
    public void Rule_8_6_Beyond_a_limit_nothing_is_written_and_up_to_it_everything(string limit, string? figures)
    {
        using var pair = Linked("deletions: Propagate", "ann", "bob", "cy", "dee");
        Remove(pair, "crm.csv", "ann");
        Remove(pair, "qb.csv", "bob");
        Replace(pair, "crm.csv", "cy,Person,1", "cy,Person,2");
        File.AppendAllText(pair.Session.PathOf("crm.csv"), "50,new@example.com,new,Person,1\n");
        File.AppendAllText(pair.Session.PathOf("qb.csv"), "60,other@example.com,other,Person,1\n");
        Edit(pair, $"safety: {{ {limit} }}");
        var (crm, qb) = (pair.Crm, pair.Qb);

        var result = pair.Run("Invoke-ContactSync acme");

        if (figures is null)
        {
            Assert.Equal("Succeeded", result["Status"]!.ToString());
            Assert.Equal((2, 1, 2), ((int)result["CrmCreated"]! + (int)result["QbCreated"]!, result["QbUpdated"], (int)result["CrmDeleted"]! + (int)result["QbDeleted"]!));
            return;
        }
        Assert.Equal("Blocked", result["Status"]!.ToString());
        Assert.Contains(figures, result["Message"]!.ToString(), StringComparison.Ordinal);
        var error = Assert.Single(result.Errors);
        Assert.StartsWith("SafetyThresholdExceeded,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(figures, error.ToString(), StringComparison.Ordinal);
        Assert.Equal(crm, pair.Crm);
        Assert.Equal(qb, pair.Qb);
        Assert.Equal("Blocked", pair.Run("(Get-ContactSyncHistory acme -Last 1).Status").Texts.Single());
        Assert.Empty(pair.Run("Get-ContactSyncHistory acme -Last 1 | Get-ContactSyncEntry").Output);
        // A comparison says all the same what would be done, and that it would not be.
        var foretold = pair.Run("Invoke-ContactSync acme -WhatIf");
        Assert.Equal(5, foretold.Output.Count);
        Assert.Contains(foretold.Warnings, warning => warning.Contains(figures, StringComparison.Ordinal));

        Assert.Equal("Succeeded", pair.Run("Invoke-ContactSync acme -Force")["Status"]!.ToString());
        // It was let pass that one time.
        Assert.Equal("cy dee new other", Names(pair.Qb));
    }

    [Fact]
    public void Rule_8_6_A_limit_counts_what_is_selected_or_applied()
    {
        using var pair = Linked("safety: { maxCreates: 1 }", "ann");
        File.AppendAllText(pair.Session.PathOf("crm.csv"), "50,new@example.com,new,Person,1\n51,next@example.com,next,Person,1\n");

        Assert.Equal("Blocked", pair.Run("Compare-ContactSet acme | Invoke-ContactSync")["Status"]!.ToString());
        Assert.Equal("Succeeded", pair.Run("Compare-ContactSet acme -Email new@example.com | Invoke-ContactSync")["Status"]!.ToString());
        Assert.Equal("Succeeded", pair.Run("Invoke-ContactSync acme -Email next@example.com")["Status"]!.ToString());
    }

    private static CsvPair Linked(string profile, params string[] names)
    {
        string Rows(int first) => string.Join('\n', names.Select((name, at) => $"{first + at},{name}@example.com,{name},Person,1"));
        var pair = new CsvPair(Rows(1), Rows(20), profile);
        Assert.Equal(names.Length, pair.Run("Invoke-ContactSync acme")["Linked"]);
        return pair;
    }

    private static List<string> Entries(CsvPair pair) =>
        [.. pair.Run("Invoke-ContactSync acme -PassThru | Where-Object Action | ForEach-Object { \"$($_.Action) $($_.Target) $($_.Email)\" }").Texts.Order(StringComparer.Ordinal)];

    private static void Edit(CsvPair pair, string policy) =>
        File.WriteAllText(pair.Profile, string.Join('\n', File.ReadLines(pair.Profile).Where(line => !line.StartsWith("selection:", StringComparison.Ordinal))) + $"\n{policy}\n");

    private static void Replace(CsvPair pair, string file, string before, string after)
    {
        var path = pair.Session.PathOf(file);
        var text = File.ReadAllText(path);
        Assert.Contains(before, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(before, after, StringComparison.Ordinal));
    }

    private static void Remove(CsvPair pair, string file, string name)
    {
        var path = pair.Session.PathOf(file);
        File.WriteAllLines(path, File.ReadAllLines(path).Where(line => !line.Contains($",{name}@", StringComparison.Ordinal)));
    }

    private static string Names(IReadOnlyList<string> rows) => string.Join(' ', rows.Select(NameOf).Order(StringComparer.Ordinal));

    private static string Phones(IReadOnlyList<string> rows) => string.Join(' ', rows.Select(row => $"{NameOf(row)}={row.Split(',')[4]}").Order(StringComparer.Ordinal));

    private static string NameOf(string row) => row.Split(',')[1].Split('@')[0];
}
