using CrmQbSync.Emulators.QuickBooksOnline;
using CrmQbSync.Running;
using Newtonsoft.Json.Linq;
using static CrmQbSync.Tests.Connections.QuickBooksOnline.QuickBooksBench;

namespace CrmQbSync.Tests.Connections.QuickBooksOnline;

public sealed class WritingTests
{
    private static JObject Phone(string number) => new() { ["FreeFormNumber"] = number };

    /// <summary>The items of all batches so far.</summary>
    private static List<JObject> Sent(QuickBooksBench bench) =>
        [.. bench.Emulator.Calls.Where(call => call.Resource == "batch").SelectMany(call => JObject.Parse(call.Body)["BatchItemRequest"]!).Cast<JObject>()];

    [Fact]
    public async Task A_part_of_an_address_that_no_field_can_have_is_kept_all_the_same()
    {
        await using var bench = await StartAsync();
        bench.Company.Add(Customer("Ada", "ada@example.com", ("FamilyName", "Ada"), ("BillAddr", new JObject { ["Line1"] = "1 Row", ["City"] = "London" })));
        bench.Company.Edit("1", new JObject { ["BillAddr"] = new JObject { ["Line1"] = "1 Row", ["City"] = "London", ["PostalCodeSuffix"] = "12" } });
        bench.WriteContacts(Contact(1, "ada@example.com", ("LastName", "Ada"), ("BillingCity", "Bath")));
        bench.Wait();

        await bench.SucceedAsync();

        Assert.Equal(("Bath", "12"), ((string?)bench.Only()["BillAddr"]!["City"], (string?)bench.Only()["BillAddr"]!["PostalCodeSuffix"]));
    }

    [Fact]
    public async Task One_refused_record_stops_no_other_one_and_tells_what_the_service_said()
    {
        await using var bench = await StartAsync();
        bench.WriteContacts(
            Contact(1, "ok@example.com", ("LastName", "Fine")),
            Contact(2, "nodot@localhost", ("LastName", "Bad")),
            Contact(3, "also@example.com", ("LastName", "Fine too")));

        var result = await bench.RunAsync();

        Assert.Equal((RunStatus.CompletedWithErrors, 2, 1), (result.Run!.Status, result.Run.QbCreated, result.Run.Failed));
        var failed = (await bench.EntriesAsync(1)).Single(entry => entry.Status == EntryStatus.Failed);
        Assert.Equal(("2210", "nodot@localhost"), (failed.ErrorCode, failed.Email));
        Assert.Contains("RFC 822", failed.Message, StringComparison.Ordinal);
        Assert.Contains("intuit_tid 1-5f7349e0-", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_is_refused_for_itself_is_left_out_with_a_warning_and_tried_again_until_it_is_right()
    {
        await using var bench = await StartAsync();
        bench.Emulator.Knobs.MaxCompanyName = 50;
        bench.Company.Add(Customer("Ada", "ada@example.com", ("FamilyName", "Ada")));
        bench.WriteContacts(
            Contact(1, "ada@example.com", ("LastName", "Ada"), ("Website", "ask her"), ("Notes", "update")),
            Contact(2, "bob@example.com", ("LastName", "Bob"), ("Website", "none"), ("Company", new string('c', 60)), ("Notes", "create")));
        bench.Wait();

        var run = await bench.SucceedAsync();

        Assert.Equal((1, 1, 2), (run.QbCreated, run.QbUpdated, run.Warnings));
        Assert.All(bench.Company.Customers, customer => Assert.Equal((null, null), (customer["WebAddr"], customer["CompanyName"])));
        Assert.Equal(["update", "create"], bench.Company.Customers.Select(customer => (string?)customer["Notes"]));
        var entries = await bench.EntriesAsync(run.SyncId);
        var create = entries.Single(entry => entry.Action == ChangeAction.Create);
        Assert.Contains("Website was not written: 2200: ", create.Warning, StringComparison.Ordinal);
        Assert.Contains("Company was not written: 2050: ", create.Warning, StringComparison.Ordinal);
        Assert.Contains("intuit_tid", create.Warning, StringComparison.Ordinal);
        Assert.Equal((ChangeTarget.None, "2200", "none"), create.Fields.Where(field => field.Field == "Website").Select(field => (field.Target, field.Code, field.NewValue)).Single());
        Assert.Empty(bench.Company.Complaints);

        bench.Wait();
        var failed = await bench.RunAsync();
        Assert.Equal((RunStatus.CompletedWithErrors, 2, 0), (failed.Run!.Status, failed.Run.Failed, failed.Run.QbUpdated));
        Assert.All(await bench.EntriesAsync(failed.Run.SyncId), entry => Assert.Contains(entry.ErrorCode, new[] { "2200", "2050" }));

        bench.Wait();
        bench.WriteContacts(
            Contact(1, "ada@example.com", ("LastName", "Ada"), ("Website", "https://ada.example.com"), ("Notes", "update")),
            Contact(2, "bob@example.com", ("LastName", "Bob"), ("Website", "bob.example.com"), ("Company", "Bob Ltd"), ("Notes", "create")));
        await bench.SucceedAsync();
        Assert.Equal(["https://ada.example.com", "bob.example.com"], bench.Company.Customers.Select(customer => (string?)customer["WebAddr"]!["URI"]));
        bench.Wait();
        Assert.Equal(0, (await bench.SucceedAsync()) is var quiet ? quiet.QbUpdated + quiet.CrmUpdated : 1);
    }

    [Fact]
    public async Task An_address_that_is_refused_keeps_the_one_that_stood_there()
    {
        await using var bench = await StartAsync();
        bench.WriteContacts(Contact(1, "ada@example.com", ("LastName", "Ada")));
        await bench.SucceedAsync();
        bench.Wait();
        bench.WriteContacts(Contact(1, "ada@localhost", ("LastName", "King")));

        var run = await bench.SucceedAsync();

        Assert.Equal(("ada@example.com", "King"), ((string?)bench.Only()["PrimaryEmailAddr"]!["Address"], (string?)bench.Only()["FamilyName"]));
        Assert.Contains("Email was not written: 2210: ", Assert.Single(await bench.EntriesAsync(run.SyncId)).Warning, StringComparison.Ordinal);
        Assert.Equal("2210", Assert.Single(await bench.EntriesAsync((await bench.RunAsync()).Run!.SyncId)).ErrorCode);
    }

    [Fact]
    public async Task Undoing_does_not_touch_what_was_refused()
    {
        await using var bench = await StartAsync();
        bench.Company.Add(Customer("Ada", "ada@example.com", ("FamilyName", "Ada"), ("WebAddr", new JObject { ["URI"] = "https://old.example.com" })));
        bench.WriteContacts(Contact(1, "ada@example.com", ("LastName", "King"), ("Website", "ask her")));
        bench.Wait();
        var run = await bench.SucceedAsync();
        Assert.Equal("King", (string?)bench.Only()["FamilyName"]);
        bench.Wait();

        Assert.Equal(RunStatus.Succeeded, (await bench.UndoAsync(run.SyncId)).Run!.Status);

        Assert.Equal(("Ada", "https://old.example.com"), ((string?)bench.Only()["FamilyName"], (string?)bench.Only()["WebAddr"]!["URI"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Only_differing_members_are_sent_and_the_rest_of_an_address_stays(bool merges)
    {
        await using var bench = await StartAsync("fields: { BillingStreet: { direction: None }, BillingCountry: { direction: None } }");
        bench.Emulator.Knobs.SparseAddressIsMerged = merges;
        bench.Company.Add(Customer("Ada", "ada@example.com", ("FamilyName", "Lovelace"), ("GivenName", "Ada"), ("PrimaryPhone", Phone("555")), ("Suffix", "PhD"),
            ("BillAddr", new JObject { ["Line1"] = "1 Row", ["Line3"] = "Yard", ["City"] = "London", ["Country"] = "UK" }),
            ("PrimaryTaxIdentifier", "123456789")));
        bench.WriteContacts(Contact(1, "ada@example.com", ("LastName", "King"), ("FirstName", "Ada"), ("Phone", "555"), ("BillingCity", "Bath")));
        bench.Wait();

        await bench.SucceedAsync();

        var sent = (JObject)Assert.Single(Sent(bench))["Customer"]!;
        Assert.Equal(["BillAddr", "FamilyName", "Id", "SyncToken", "sparse"], sent.Properties().Select(member => member.Name).Order(StringComparer.Ordinal));
        var now = bench.Only();
        Assert.Equal("1 Row||Yard|Bath|UK", string.Join('|', new[] { "Line1", "Line2", "Line3", "City", "Country" }.Select(part => (string?)now["BillAddr"]![part])));
        Assert.Equal(("King", "PhD", "123456789"), ((string?)now["FamilyName"], (string?)now["Suffix"], bench.Company.Stored("1", "PrimaryTaxIdentifier")));
        Assert.Empty(bench.Company.Complaints);
    }

    [Fact]
    public async Task Other_addresses_in_the_field_stay_when_the_first_one_changes()
    {
        await using var bench = await StartAsync();
        bench.Company.Add(Customer("Ada", "ada@example.com, office@example.com"));
        bench.WriteContacts(Contact(1, "ada@example.com", ("LastName", "Ada")));
        bench.Wait();
        await bench.SucceedAsync();
        Assert.Equal("ada@example.com, office@example.com", (string?)bench.Only()["PrimaryEmailAddr"]!["Address"]);
        bench.Wait();
        bench.WriteContacts(Contact(1, "countess@example.com", ("LastName", "Ada")));

        await bench.SucceedAsync();

        Assert.Equal("countess@example.com, office@example.com", (string?)bench.Only()["PrimaryEmailAddr"]!["Address"]);
    }

    [Theory]
    [InlineData(BlankMeaning.Ignored)]
    [InlineData(BlankMeaning.Clears)]
    [InlineData(BlankMeaning.Refused)]
    public async Task Clearing_takes_a_full_update_that_loses_nothing(BlankMeaning blank)
    {
        await using var bench = await StartAsync("blanks: Clear");
        bench.Emulator.Knobs.SparseBlank = blank;
        bench.Company.Add(Customer("Ada", "ada@example.com", ("FamilyName", "Ada"), ("PrimaryPhone", Phone("555")), ("Notes", "old"), ("Suffix", "PhD"),
            ("BillAddr", new JObject { ["Line1"] = "1 Row", ["City"] = "London" }), ("SalesTermRef", new JObject { ["value"] = "3" }), ("ResaleNum", "R-7")));
        bench.WriteContacts(Contact(1, "ada@example.com", ("LastName", "Ada")));
        bench.Wait();
        await bench.SucceedAsync();
        bench.Wait();
        bench.WriteContacts(Contact(1, "ada@example.com", ("LastName", "Ada"), ("BillingStreet", "1 Row")));

        var run = await bench.SucceedAsync();

        Assert.Equal(1, run.QbUpdated);
        var now = bench.Only();
        Assert.Equal((null, null, null), (now["PrimaryPhone"], now["Notes"], now["BillAddr"]!["City"]));
        Assert.Equal("1 Row|PhD|3|R-7|2|Ada", $"{now["BillAddr"]!["Line1"]}|{now["Suffix"]}|{now["SalesTermRef"]!["value"]}|{now["ResaleNum"]}|{now["DefaultTaxCodeRef"]!["value"]}|{now["DisplayName"]}");
        Assert.Empty(bench.Company.Complaints);
    }

    [Theory]
    [InlineData(BlankMeaning.Clears, true)]
    [InlineData(BlankMeaning.Ignored, false)]
    [InlineData(BlankMeaning.Refused, false)]
    public async Task Where_a_full_update_would_destroy_a_masked_number_blanks_are_tried_and_what_they_leave_is_told(BlankMeaning blank, bool works)
    {
        await using var bench = await StartAsync("blanks: Clear");
        bench.Emulator.Knobs.SparseBlank = blank;
        bench.Company.Add(Customer("Ada", "ada@example.com", ("FamilyName", "Ada"), ("Notes", "old"), ("PrimaryTaxIdentifier", "123456789")));
        bench.WriteContacts(Contact(1, "ada@example.com", ("LastName", "Ada")));
        bench.Wait();
        await bench.SucceedAsync();
        bench.Wait();
        bench.WriteContacts(Contact(1, "ada@example.com", ("LastName", "Ada")));

        var result = await bench.RunAsync();

        Assert.Equal(works ? 0 : 1, result.Run!.Failed);
        Assert.Equal(works ? null : "old", (string?)bench.Only()["Notes"]);
        Assert.Equal("123456789", bench.Company.Stored("1", "PrimaryTaxIdentifier"));
        if (blank == BlankMeaning.Ignored)
            Assert.Contains("left Notes as it was", (await bench.EntriesAsync(2)).Single(entry => entry.Status == EntryStatus.Failed).Message, StringComparison.Ordinal);
        Assert.Empty(bench.Company.Complaints);
    }

    [Theory]
    [InlineData(BlankMeaning.Clears, false, null)]
    [InlineData(BlankMeaning.Clears, true, null)]
    [InlineData(BlankMeaning.Ignored, false, "610")]
    [InlineData(BlankMeaning.Ignored, true, "2500")]
    [InlineData(BlankMeaning.Refused, false, "610")]
    public async Task Where_a_full_update_would_send_what_became_inactive_blanks_are_tried_and_the_refusal_is_told(BlankMeaning blank, bool isInvalid, string? told)
    {
        await using var bench = await StartAsync("blanks: Clear");
        (bench.Emulator.Knobs.SparseBlank, bench.Emulator.Knobs.InactiveReferenceIsInvalid) = (blank, isInvalid);
        bench.Company.Add(Customer("Ada", "ada@example.com", ("FamilyName", "Ada"), ("Notes", "old"), ("SalesTermRef", new JObject { ["value"] = "3" })));
        bench.WriteContacts(Contact(1, "ada@example.com", ("LastName", "Ada")));
        bench.Wait();
        await bench.SucceedAsync();
        bench.Wait();
        bench.Company.InactiveReferences.Add("SalesTermRef 3");
        bench.WriteContacts(Contact(1, "ada@example.com", ("LastName", "Ada")));

        var result = await bench.RunAsync();

        var now = bench.Only();
        Assert.Equal((told is null ? null : "old", "3"), ((string?)now["Notes"], (string?)now["SalesTermRef"]!["value"]));
        Assert.Equal(told is null ? RunStatus.Succeeded : RunStatus.CompletedWithErrors, result.Run!.Status);
        if (told is not null)
            Assert.Contains($"{told}: ", Assert.Single(await bench.EntriesAsync(2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_customer_that_was_made_without_one_of_its_values_is_found_by_the_next_run_however_much_was_written()
    {
        // So many batches that some leave a minute after the first, and that the mark moves past those.
        const int Count = 1300;
        await using var bench = await StartAsync();
        bench.WriteContacts([.. Enumerable.Range(1, Count).Select(number => Contact(number, $"c{number}@example.com",
            number == 5 ? [("LastName", $"Contact {number}"), ("Mobile", "555")] : [("LastName", $"Contact {number}")]))]);
        bench.Company.IgnoredMember = "Mobile";
        var result = await bench.RunAsync();
        Assert.Equal((Count - 1, 1), (result.Run!.QbCreated, result.Run.Failed));
        Assert.Contains("left Mobile as it was", Assert.Single(await bench.EntriesAsync(1), entry => entry.Status == EntryStatus.Failed).Message, StringComparison.Ordinal);
        bench.Company.IgnoredMember = null;
        bench.Wait();

        var next = await bench.SucceedAsync();

        Assert.Equal((0, 1, Count), (next.QbCreated, next.QbUpdated, bench.Company.Customers.Count));
    }

    [Fact]
    public async Task A_sub_customer_keeps_its_parent_when_a_field_of_it_is_cleared()
    {
        await using var bench = await StartAsync("blanks: Clear", "includeJobs: true");
        bench.Company.Add(Customer("Parent", "parent@example.com", ("FamilyName", "P")));
        bench.Company.Add(Customer("Child", "child@example.com", ("FamilyName", "C"), ("Notes", "n"), ("Job", true), ("ParentRef", new JObject { ["value"] = "1" })));
        bench.Wait();
        await bench.SucceedAsync();
        bench.Wait();
        bench.WriteContacts([.. bench.Contacts.Select(line => line.Replace(",n,", ",,", StringComparison.Ordinal))]);

        await bench.SucceedAsync();

        var child = bench.Company.Find("2")!;
        Assert.Equal((null, true, "1", "Parent:Child"), ((string?)child["Notes"], (bool)child["Job"]!, (string?)child["ParentRef"]!["value"], (string?)child["FullyQualifiedName"]));
    }

    [Fact]
    public async Task What_does_not_fit_is_cut_or_left_out_with_a_warning_and_forbidden_characters_become_spaces()
    {
        await using var bench = await StartAsync();
        bench.WriteContacts(
            Contact(1, "long@example.com", ("LastName", new string('n', 120)), ("FirstName", "A:B\tC"), ("Company", new string('c', 101)),
                ("Phone", "+1 212 555 0100 extension 123456789012345"), ("Notes", "line 1\nline 2"),
                ("BillingStreet", string.Join('\n', Enumerable.Range(1, 7).Select(line => $"L{line}")))));

        var run = await bench.SucceedAsync();

        var now = bench.Only();
        Assert.Equal(("A B C", 100, 100), ((string?)now["GivenName"], ((string)now["FamilyName"]!).Length, ((string)now["CompanyName"]!).Length));
        Assert.Null(now["PrimaryPhone"]);
        Assert.Equal(("L1", "L5, L6, L7", "line 1\nline 2"), ((string?)now["BillAddr"]!["Line1"], (string?)now["BillAddr"]!["Line5"], (string?)now["Notes"]));
        Assert.Equal("A B C " + new string('n', 120), (string?)now["DisplayName"]);
        var warning = (await bench.EntriesAsync(run.SyncId)).Single(entry => entry.Action == ChangeAction.Create).Warning;
        Assert.Contains("LastName was cut to the 100 characters", warning, StringComparison.Ordinal);
        Assert.Contains("Phone is too long", warning, StringComparison.Ordinal);
        bench.Wait();
        Assert.Equal((0, 0), (await bench.SucceedAsync()) is var again ? (again.QbUpdated, again.CrmUpdated) : default);
    }
}
