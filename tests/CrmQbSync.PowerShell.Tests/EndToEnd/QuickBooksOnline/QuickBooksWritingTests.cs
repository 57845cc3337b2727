using CrmQbSync.Emulators.QuickBooksOnline;
using Newtonsoft.Json.Linq;
using static CrmQbSync.PowerShell.Tests.EndToEnd.QuickBooksOnline.QuickBooksSession;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.QuickBooksOnline;

/// <summary>What a run sends to a company, and what it does where QuickBooks does not take it as it is.</summary>
public sealed class QuickBooksWritingTests
{
    private static JObject Phone(string number) => new() { ["FreeFormNumber"] = number };

    /// <summary>Both kinds of update: a sparse one of what differs, and a full one where something is cleared. Whatever a sparse blank may mean.</summary>
    [Theory]
    [InlineData(BlankMeaning.Clears)]
    [InlineData(BlankMeaning.Ignored)]
    [InlineData(BlankMeaning.Refused)]
    public async Task Only_what_differs_is_sent_and_clearing_takes_a_full_update_that_loses_nothing(BlankMeaning blank)
    {
        await using var session = await StartAsync("blanks: Clear");
        (session.Emulator.Knobs.SparseBlank, session.Emulator.Knobs.SparseNull) = (blank, blank);
        session.Company.Add(Customer("Ada", "ada@example.com, office@example.com", ("FamilyName", "Ada"), ("PrimaryPhone", Phone("555")), ("Suffix", "PhD"), ("ResaleNum", "R-7"),
            ("BillAddr", new JObject { ["Line1"] = "1 Row", ["City"] = "London", ["PostalCode"] = "W1" })));
        session.WriteContacts("1,ada@example.com,,King,555,1 Row,London,,");

        Assert.Equal(1, session.Sync()["QbUpdated"]);

        Assert.Equal(["FamilyName", "Id", "SyncToken", "sparse"], Assert.Single(session.Sent()).Properties().Select(member => member.Name).Order(StringComparer.Ordinal));
        session.WriteContacts(session.Contacts.Select(line => line.Replace(",555,", ",,", StringComparison.Ordinal)));

        Assert.Equal(1, session.Sync()["QbUpdated"]);

        Assert.False((bool)Assert.Single(session.Sent())["sparse"]!);
        var now = session.Company.Find("1")!;
        Assert.Null(now["PrimaryPhone"]);
        Assert.Equal("King|PhD|R-7|ada@example.com, office@example.com|W1|Ada",
            $"{now["FamilyName"]}|{now["Suffix"]}|{now["ResaleNum"]}|{now["PrimaryEmailAddr"]!["Address"]}|{now["BillAddr"]!["PostalCode"]}|{now["DisplayName"]}");
        Assert.Empty(session.Company.Complaints);
        Assert.Equal((0, 0), session.Sync() is var quiet ? (quiet["QbUpdated"], quiet["CrmUpdated"]) : default);
    }

    [Fact]
    public async Task A_masked_number_is_never_written_back_and_what_cannot_be_cleared_for_it_is_told()
    {
        await using var session = await StartAsync("blanks: Clear");
        session.Emulator.Knobs.SparseBlank = BlankMeaning.Ignored;
        session.Company.Add(Customer("Ada", "ada@example.com", ("FamilyName", "Ada"), ("Notes", "old"), ("PrimaryTaxIdentifier", "123456789")));
        session.WriteContacts("1,ada@example.com,,Ada,,,,,");
        session.Sync();
        session.WriteContacts(session.Contacts.Select(line => line.Replace(",old", ",", StringComparison.Ordinal)));

        var run = session.Shell.Run("Invoke-ContactSync $args[0]", session.Profile);

        Assert.StartsWith("RecordFailed", Assert.Single(run.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(session.Entries("Message"), message => message.Contains("left Notes as it was", StringComparison.Ordinal));
        Assert.Equal("123456789", session.Company.Stored("1", "PrimaryTaxIdentifier"));
        Assert.Empty(session.Company.Complaints);
    }

    [Fact]
    public async Task What_does_not_fit_or_is_refused_for_itself_is_a_warning_and_the_rest_is_written()
    {
        await using var session = await StartAsync();
        session.WriteContacts($"1,long@example.com,A:B,{new string('n', 99)}😀n,+1 212 555 0100 extension 123456789012345,\"L1\nL2\nL3\nL4\nL5\nL6\",Paris,,note",
            "2,web@example.com,,Web,,,,ask her,note");

        Assert.Equal(2, session.Sync()["QbCreated"]);

        var (first, second) = (session.Company.Find("1")!, session.Company.Find("2")!);
        // Not 100: a surrogate pair is not cut apart.
        Assert.Equal(("A B", 99, "L5, L6", "note"), ((string?)first["GivenName"], ((string)first["FamilyName"]!).Length, (string?)first["BillAddr"]!["Line5"], (string?)first["Notes"]));
        Assert.Equal((null, null, "note"), (first["PrimaryPhone"], second["WebAddr"], (string?)second["Notes"]));
        var warnings = string.Join('\n', session.Entries("Warning"));
        Assert.Contains("LastName was cut to the 99 characters", warnings, StringComparison.Ordinal);
        Assert.Contains("Phone is too long", warnings, StringComparison.Ordinal);
        Assert.Contains("Website was not written: 2200: ", warnings, StringComparison.Ordinal);
        Assert.Contains("intuit_tid", warnings, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "")]
    [InlineData(9, "ChangedMeanwhile")]
    public async Task Rule_8_8_A_customer_that_somebody_edits_meanwhile_is_merged_again_three_times_at_most(int edits, string code)
    {
        await using var session = await StartAsync();
        session.Company.Add(Customer("Ada", "ada@example.com", ("FamilyName", "Ada")));
        session.WriteContacts("1,ada@example.com,,Ada,,,,,");
        session.Sync();
        session.WriteContacts(session.Contacts.Select(line => line + "from the CRM"));
        var done = 0;
        session.Emulator.Meanwhile = call =>
        {
            if (call.Resource == "batch" && done < edits)
                session.Company.Edit("1", new JObject { ["GivenName"] = $"Augusta {++done}" });
        };

        session.Shell.Run("Invoke-ContactSync $args[0] -ErrorAction SilentlyContinue", session.Profile);

        Assert.Equal(code, Assert.Single(session.Entries("ErrorCode")));
        Assert.Equal((Math.Min(edits, 4), code.Length == 0 ? "from the CRM" : null), (done, (string?)session.Company.Find("1")!["Notes"]));
        session.Emulator.Meanwhile = null;
        session.Sync();
        Assert.Equal(($"Augusta {done}", "from the CRM"), ((string?)session.Company.Find("1")!["GivenName"], (string?)session.Company.Find("1")!["Notes"]));
        Assert.Contains($"Augusta {done}", Assert.Single(session.Contacts), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rule_7_3_A_balance_that_opens_while_the_run_is_under_way_holds_the_pair()
    {
        await using var session = await StartAsync("deletions: Propagate");
        session.WriteContacts("1,ada@example.com,,Ada,,,,,");
        session.Sync();
        session.WriteContacts();
        session.Emulator.Meanwhile = call =>
        {
            if (call.Resource == "batch")
                session.Company.PostInvoice("1", 12);
        };

        // Every contact is gone: that blocks a run unless it is meant.
        var run = session.Shell.Run("Invoke-ContactSync $args[0] -Force", session.Profile);

        Assert.Empty(run.Errors);
        Assert.Equal((0, 1), (run["QbDeleted"], run["Held"]));
        Assert.Equal("OpenBalance", Assert.Single(session.Entries("Reason")));
        Assert.True((bool)session.Company.Find("1")!["Active"]!);
    }

    /// <summary>What the refusal told is remembered: neither the next run nor -WhatIf tries again, until something about the customer changes.</summary>
    [Fact]
    public async Task Rule_8_7_A_balance_that_only_a_refusal_tells_is_held_without_trying_again_until_the_customer_changes()
    {
        await using var session = await StartAsync("deletions: Propagate");
        session.WriteContacts("1,ada@example.com,,Ada,,,,,", "2,bob@example.com,,Bob,,,,,");
        session.Sync();
        session.Sync();
        session.Company.HiddenDebts.Add("1");
        session.WriteContacts(session.Contacts.Where(line => !line.Contains("ada@", StringComparison.Ordinal)));
        Assert.Equal((0, 1), session.Sync() is var run ? (run["QbDeleted"], run["Held"]) : default);
        Assert.Equal("OpenBalance", Assert.Single(session.Entries("Reason")));

        Assert.DoesNotContain(session.Shell.Run("Invoke-ContactSync $args[0] -WhatIf | ForEach-Object { \"$($_.Action)\" }", session.Profile).Texts, action => action == "Delete");
        session.Sync();
        Assert.DoesNotContain(session.Emulator.ApiCalls, call => call.Resource == "batch");
        Assert.InRange(session.Emulator.ApiCalls.Count, 1, 2);

        session.Company.HiddenDebts.Clear();
        session.Company.Edit("1", new JObject { ["Suffix"] = "PhD" });
        Assert.Equal(1, session.Sync()["QbDeleted"]);
        Assert.False((bool)session.Company.Find("1")!["Active"]!);
    }

    /// <summary>An answer that is lost makes no second customer: the same items come again under the same key, and under no other.</summary>
    [Theory]
    [InlineData(FaultKind.ErrorAfter, false)]
    [InlineData(FaultKind.ResetAfter, true)]
    public async Task A_batch_is_repeated_under_its_key_and_done_once(FaultKind fault, bool refusesRepetition)
    {
        await using var session = await StartAsync();
        session.Emulator.Knobs.RepeatedRequestIsRefused = refusesRepetition;
        session.Emulator.Faults.Add(fault, "batch");
        session.WriteContacts("1,ada@example.com,,Ada,,,,,", "2,bob@example.com,,Bob,,,,,");

        Assert.Equal(2, session.Sync()["QbCreated"]);

        Assert.Equal(2, session.Company.Customers.Count);
        var batches = session.Emulator.Calls.Where(call => call.Resource == "batch").ToList();
        Assert.Equal(2, batches.Count);
        Assert.Single(batches.Select(call => call.Url + call.Body).Distinct());
        Assert.Contains("requestid=", batches[0].Url, StringComparison.Ordinal);
        Assert.Empty(session.Company.Complaints);
    }
}
