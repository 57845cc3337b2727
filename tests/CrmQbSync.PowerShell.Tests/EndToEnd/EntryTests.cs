using System.Text;

namespace CrmQbSync.PowerShell.Tests.EndToEnd;

/// <summary>What scripts find in the entries of a run: reasons, codes, ids, by the cmdlets alone.</summary>
public sealed class EntryTests
{
    [Fact]
    public void Rules_3_1_and_6_1_What_does_not_take_part_says_why_once()
    {
        using var pair = new CsvPair("1,,Ann,Bexley,1\n2,bob at example,Bob,Cole,2\n3,cy@example.com,Cy,Dale,3\n4,,,,", "", "mode: Import");

        Assert.Equal(["Skip None Skipped InvalidEmail 2 ", "Skip None Skipped Mode 3 ", "Skip None Skipped NoEmail 1 "], Entries(pair));
        Assert.Empty(Entries(pair));
        Assert.Equal(3, Entries(pair, "-All").Count);
    }

    [Fact]
    public void Rule_4_5_An_ambiguous_address_names_every_record_in_every_run()
    {
        using var pair = new CsvPair("1,ann@example.com,Ann,Bexley,1\n2,ANN@example.com,Ann,Cole,2", "7,ann@example.com,Ann,Dale,3");

        for (var run = 1; run <= 2; run++)
        {
            Assert.Equal(["Ambiguous None Ambiguous  1, 2 7"], Entries(pair));
            Assert.Equal("Succeeded 1 0", Last(pair, "\"$($_.Status) $($_.Ambiguous) $($_.Linked)\""));
        }
        Assert.Empty(pair.Run("Get-ContactLink acme").Output);
    }

    [Fact]
    public void Rule_4_3_An_address_that_another_record_has_is_EmailInUse_and_an_error_until_it_is_solved()
    {
        using var pair = Linked("ann", "bob");
        Replace(pair, "crm.csv", "ann@example.com,ann,Person,1", "bob@example.com,ann,Person,9");

        var result = pair.Run("Invoke-ContactSync acme");

        Assert.Equal("CompletedWithErrors", result["Status"]!.ToString());
        var error = Assert.Single(result.Errors);
        Assert.StartsWith("RecordFailed,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("EmailInUse", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("21", error.ToString(), StringComparison.Ordinal);
        Assert.Equal("20,ann@example.com,ann,Person,1", pair.Qb[0]);

        Replace(pair, "crm.csv", "1,bob@", "1,zoe@");
        Assert.Equal(["Update Qb Done  1 20"], Entries(pair));
        Assert.Equal("20,zoe@example.com,ann,Person,9", pair.Qb[0]);
    }

    [Fact]
    public void Rules_7_2_and_8_12_What_is_held_says_which_record_is_gone()
    {
        using var pair = Linked("ann", "bob");
        File.WriteAllLines(pair.Session.PathOf("qb.csv"), File.ReadAllLines(pair.Session.PathOf("qb.csv")).Where(line => !line.Contains("ann", StringComparison.Ordinal)));
        Assert.Equal(["Hold None Held DeletedInQb 1 20"], Entries(pair));
        Assert.Empty(Entries(pair));
        Assert.Equal("QbDeleted", pair.Run("(Get-ContactLink acme -CrmId 1).State").Texts.Single());

        File.AppendAllText(pair.Session.PathOf("crm.csv"), "9,new@example.com,New,Person,1\n");
        Assert.Equal(["Create Qb Done  9 22"], Entries(pair));
        var undone = pair.Run("(Undo-ContactSync acme 4 -Confirm:$false).SyncId").Texts.Single();
        Assert.Equal(["Delete Qb Done  9 22", "Hold None Held UndoneCreation 9 22"], Shown(pair, $"Get-ContactSyncEntry acme {undone}"));
        Assert.Empty(Entries(pair));
    }

    [Fact]
    public void Rule_8_11_A_merged_pair_has_one_Link_beside_its_updates_and_one_conflict_for_all_its_fields()
    {
        using var pair = new CsvPair("", "", "fields: { LastName: { priority: Manual }, Notes: { priority: Manual } }");
        File.WriteAllText(pair.Session.PathOf("crm.csv"), "Id,Email,FirstName,LastName,Phone,Notes,Company\n1,ann@example.com,Ann,Bexley,1,one,\n");
        File.WriteAllText(pair.Session.PathOf("qb.csv"), "Id,Email,FirstName,LastName,Phone,Notes,Company\n7,ann@example.com,,Dale,,two,Acme\n");

        Assert.Equal(["Conflict None Conflict  1 7", "Link None Done  1 7", "Update Crm Done  1 7", "Update Qb Done  1 7"], Entries(pair));

        Assert.Equal("LastName: 'Bexley' → 'Dale'; Notes: 'one' → 'two'", pair.Run("(Get-ContactSyncEntry acme 1 -Status Conflict).Summary").Texts.Single());
        Assert.Equal("1 1 1 1", Last(pair, "\"$($_.Linked) $($_.CrmUpdated) $($_.QbUpdated) $($_.Conflicts)\""));
        Assert.Equal(["LastName Bexley Dale", "Notes one two"], pair.Run("Get-ContactConflict acme | ForEach-Object { \"$($_.Field) $($_.CrmValue) $($_.QbValue)\" }").Texts);
        // Each of the three selects its pair, and is tried again.
        foreach (var piped in new[] { "Get-ContactConflict acme", "Get-ContactLink acme", "Get-ContactSyncEntry acme 1 -Status Conflict" })
            Assert.Equal(1, pair.Run($"{piped} | Invoke-ContactSync -Profile acme")["Conflicts"]);
    }

    [Fact]
    public void A_change_that_no_longer_holds_is_PlanChanged_and_those_that_do_are_applied_with_their_link()
    {
        using var pair = new CsvPair("1,ann@example.com,Ann,Bexley,1\n2,bob@example.com,Bob,Cole,2", "7,ann@example.com,Ann,Bexley,\n8,bob@example.com,Bob,Cole,");
        pair.Run("$global:plan = Compare-ContactSet acme | Where-Object Action -eq Update");
        Replace(pair, "crm.csv", "Cole,2", "Cole,3");

        var shown = Shown(pair, "$global:plan | Invoke-ContactSync -PassThru | Where-Object Action");

        Assert.Equal(["Link None Done  1 7", "Skip None Skipped PlanChanged 2 8", "Update Qb Done  1 7"], shown);
        Assert.Equal(["7,ann@example.com,Ann,Bexley,1", "8,bob@example.com,Bob,Cole,"], pair.Qb);
    }

    [Fact]
    public void Rule_2_5_What_does_not_fit_is_a_warning_with_its_code_and_the_rest_is_written()
    {
        var excess = new string('x', 1_000_001);
        using var pair = new CsvPair("", "");
        File.WriteAllText(pair.Session.PathOf("crm.csv"), $"Id,Email,LastName,Notes,Phone,Company\n1,ann@example.com,Bexley,{excess},{excess},Ω\n");
        File.WriteAllText(pair.Session.PathOf("qb.csv"), "Id,Email,LastName,Notes,Phone,Company\n7,ann@example.com,Bexley,,,é\n", Encoding.Latin1);

        var run = pair.Run("Invoke-ContactSync acme");

        Assert.Equal(("Succeeded", 1), (run["Status"]!.ToString(), run["Warnings"]));
        Assert.Equal(
            ["Company NotEncodable", "Notes CutToLength", "Phone TooLong"],
            pair.Run("(Get-ContactSyncEntry acme 1 | Where-Object Action -eq Update).Fields | ForEach-Object { \"$($_.Field) $($_.Code)\" }").Texts.Order(StringComparer.Ordinal));
        var warning = pair.Run("(Get-ContactSyncEntry acme 1 | Where-Object Action -eq Update).Warning").Texts.Single();
        Assert.All(new[] { "Company", "Notes", "Phone" }, field => Assert.Contains(field, warning, StringComparison.Ordinal));
        var customer = File.ReadAllText(pair.Session.PathOf("qb.csv"), Encoding.Latin1).Split('\n')[1].Split(',');
        Assert.Equal((1_000_000, "", "é"), (customer[3].Length, customer[4], customer[5]));
        // What was cut agrees with the whole.
        Assert.Empty(Entries(pair));
    }

    private static CsvPair Linked(params string[] names)
    {
        string Rows(int first) => string.Join('\n', names.Select((name, at) => $"{first + at},{name}@example.com,{name},Person,1"));
        var pair = new CsvPair(Rows(1), Rows(20));
        pair.Run("Invoke-ContactSync acme");
        return pair;
    }

    private static List<string> Entries(CsvPair pair, string options = "") =>
        Shown(pair, $"Invoke-ContactSync acme {options} -PassThru | Where-Object Action");

    private static List<string> Shown(CsvPair pair, string script) =>
        [.. pair.Run($"{script} | ForEach-Object {{ \"$($_.Action) $($_.Target) $($_.Status) $($_.Reason) $($_.CrmId) $($_.QbId)\" }}").Texts.Order(StringComparer.Ordinal)];

    private static string Last(CsvPair pair, string text) => pair.Run($"Get-ContactSyncHistory acme -Last 1 | ForEach-Object {{ {text} }}").Texts.Single();

    private static void Replace(CsvPair pair, string file, string before, string after)
    {
        var path = pair.Session.PathOf(file);
        var text = File.ReadAllText(path);
        Assert.Contains(before, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(before, after, StringComparison.Ordinal));
    }
}
