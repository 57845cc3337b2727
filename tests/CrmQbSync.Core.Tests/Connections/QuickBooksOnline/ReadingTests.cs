using CrmQbSync.Running;
using Newtonsoft.Json.Linq;
using static CrmQbSync.Tests.Connections.QuickBooksOnline.QuickBooksBench;

namespace CrmQbSync.Tests.Connections.QuickBooksOnline;

public sealed class ReadingTests
{
    internal static IEnumerable<JObject> Many(int count, string stem = "many") =>
        Enumerable.Range(1, count).Select(number => Customer($"{stem} {number}", $"{stem}{number}@example.com", ("FamilyName", $"{stem} {number}")));

    [Theory]
    [InlineData(0, false)]
    [InlineData(999, false)]
    [InlineData(1000, false)]
    [InlineData(2500, true)]
    [InlineData(4000, false)]
    public async Task Everything_is_read_in_pages_of_1000_with_two_calls_more_at_most(int count, bool asText)
    {
        await using var bench = await StartAsync("mode: Import");
        bench.Emulator.Knobs.IdsAreOrderedAsText = asText;
        bench.Company.AddMany(Many(count));
        bench.Wait();

        var run = await bench.SucceedAsync();

        Assert.Equal((count, count), (run.QbRead, run.CrmCreated));
        Assert.InRange(bench.Calls(), 1, ((count + 999) / 1000) + 2);
        Assert.Equal(bench.Calls() - 1, bench.Calls("query"));
    }

    [Fact]
    public async Task A_customer_merged_away_between_two_pages_hides_no_other_one()
    {
        await using var bench = await StartAsync("mode: Import");
        bench.Company.AddMany(Many(2100));
        bench.Wait();
        var pages = 0;
        bench.Emulator.Meanwhile = call =>
        {
            if (call.Resource == "query" && ++pages == 2)
                bench.Company.MergeAway("5");
        };

        var run = await bench.SucceedAsync();

        Assert.Equal(2100, run.CrmCreated);
    }

    [Fact]
    public async Task What_changed_is_asked_of_change_data_capture_and_an_invoice_is_no_change()
    {
        await using var bench = await StartAsync();
        bench.Company.AddMany(Many(3));
        bench.Wait();
        await bench.SucceedAsync();
        bench.Wait();
        bench.Company.PostInvoice("1", 99.5m);
        bench.Company.Edit("2", new JObject { ["Notes"] = "new" });
        bench.Emulator.ForgetCalls();

        var run = await bench.SucceedAsync();

        Assert.Equal((2, 1, 0), (run.QbRead, run.CrmUpdated, run.QbUpdated));
        Assert.Equal(["cdc", "query"], bench.Emulator.ApiCalls.Select(call => call.Resource));
        Assert.Equal("0", (string?)bench.Company.Find("1")!["SyncToken"]);
    }

    [Fact]
    public async Task A_mark_that_is_too_old_for_change_data_capture_has_everything_read()
    {
        await using var bench = await StartAsync();
        bench.Company.AddMany(Many(3));
        bench.Wait();
        await bench.SucceedAsync();
        bench.Company.MergeAway("2");
        bench.Wait(31 * 24 * 60);
        bench.Emulator.ForgetCalls();

        var run = await bench.SucceedAsync();

        Assert.Equal((2, 1), (run.QbRead, run.Held));
        Assert.Equal(0, bench.Calls("cdc"));
        Assert.Equal(1, bench.Calls("query"));
    }

    [Fact]
    public async Task A_full_change_feed_is_not_taken_for_complete_and_what_changed_is_queried_instead()
    {
        await using var bench = await StartAsync("mode: Import");
        bench.Company.AddMany(Many(3500));
        bench.Wait();
        await bench.SucceedAsync();
        bench.Wait();
        foreach (var id in Enumerable.Range(1, 1100))
            bench.Company.Edit(id.ToString(System.Globalization.CultureInfo.InvariantCulture), new JObject { ["Notes"] = "moved" });
        bench.Emulator.ForgetCalls();

        var run = await bench.SucceedAsync();

        Assert.Equal((1100, 1100), (run.QbRead, run.CrmUpdated));
        // The feed, two pages, and a count.
        Assert.Equal((1, 3), (bench.Calls("cdc"), bench.Calls("query")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_inactive_customer_counts_as_deleted_and_one_made_active_lives_again(bool dropsSuffix)
    {
        await using var bench = await StartAsync();
        bench.Emulator.Knobs.ReactivationDropsSuffix = dropsSuffix;
        bench.Company.AddMany(Many(2));
        bench.Wait();
        await bench.SucceedAsync();
        bench.Wait();
        bench.Company.Deactivate("1");
        var held = await bench.SucceedAsync();
        Assert.Equal(1, held.Held);
        Assert.Equal("DeletedInQb", Assert.Single(await bench.EntriesAsync(held.SyncId)).Reason);

        bench.Wait();
        bench.Company.Reactivate("1");
        bench.Company.Edit("1", new JObject { ["Notes"] = "back" });
        var back = await bench.SucceedAsync();
        Assert.Equal((1, 0, 0), (back.CrmUpdated, back.CrmCreated, back.QbCreated));
    }

    [Fact]
    public async Task A_deletion_that_was_none_is_not_believed()
    {
        await using var bench = await StartAsync("deletions: Propagate");
        bench.Company.AddMany(Many(2));
        bench.Wait();
        await bench.SucceedAsync();
        bench.Wait();
        bench.Company.FalselyDeleted.Add("1");
        bench.Company.Edit("1", new JObject { ["Notes"] = "still here" });

        var run = await bench.SucceedAsync();

        Assert.Equal((0, 0, 1), (run.CrmDeleted, run.Held, run.CrmUpdated));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task Jobs_are_skipped_unless_the_profile_includes_them(bool included, int skipped)
    {
        await using var bench = await StartAsync(connection: included ? "includeJobs: true" : "");
        bench.Company.Add(Customer("Parent", "parent@example.com"));
        bench.Company.Add(Customer("Child", "child@example.com", ("Job", true), ("ParentRef", new JObject { ["value"] = "1" })));
        bench.Wait();

        var run = await bench.SucceedAsync();

        Assert.Equal((skipped, 2 - skipped), (run.Skipped, run.CrmCreated));
        if (!included)
            Assert.Equal("Job", (await bench.EntriesAsync(run.SyncId)).Single(entry => entry.Status == EntryStatus.Skipped).Reason);
    }

    [Fact]
    public async Task Another_company_than_before_is_refused_before_anything_is_read()
    {
        await using var bench = await StartAsync();
        bench.Company.AddMany(Many(2));
        bench.Wait();
        await bench.SucceedAsync();
        bench.Emulator.ForgetCalls();
        bench.UseProfile(realm: "123");

        var result = await bench.RunAsync();

        Assert.Equal(SyncErrorId.WrongCompany, result.Error!.Id);
        Assert.Contains("123", result.Error.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Emulator.ApiCalls);
    }

    [Fact]
    public async Task An_address_that_holds_nothing_but_its_id_is_none_and_a_nameless_customer_gives_its_own_name()
    {
        await using var bench = await StartAsync("mode: Import");
        bench.Company.Add(Customer("Only a Name", "only@example.com"));
        bench.Company.PutBareAddress("1");
        bench.Wait();

        await bench.SucceedAsync();

        Assert.Equal(Contact(1, "only@example.com", ("LastName", "Only a Name")).Replace("\"", "", StringComparison.Ordinal), bench.Contacts[0]);
    }

    [Fact]
    public async Task Customers_are_looked_up_by_id_address_time_and_whether_they_are_active()
    {
        await using var bench = await StartAsync();
        bench.Company.Add(Customer("O'Neil", "o'neil@example.com"));
        bench.Company.Add(Customer("Two", "two@example.com,other@example.com"));
        bench.Company.Add(Customer("Gone", "gone@example.com"));
        bench.Company.Deactivate("3");
        bench.Wait();
        var later = bench.Clock.GetUtcNow();
        bench.Company.Add(Customer("Late", "late+x@example.com"));

        async Task Expect(ContactFilter filter, params string[] ids)
        {
            var found = await bench.ReadAsync(filter);
            Assert.Equal(ids, found.Select(contact => contact.Id!).Order(StringComparer.Ordinal));
        }

        await Expect(new ContactFilter(), "1", "2", "4");
        await Expect(new ContactFilter { IncludeInactive = true }, "1", "2", "3", "4");
        await Expect(new ContactFilter { Deleted = true }, "3");
        await Expect(new ContactFilter { Ids = ["2", "3", "77", "no number"] }, "2");
        await Expect(new ContactFilter { Ids = ["2", "3"], IncludeInactive = true }, "2", "3");
        await Expect(new ContactFilter { Emails = ["O'Neil@Example.com", "TWO@example.com"] }, "1", "2");
        // The second address of a field is not its key.
        await Expect(new ContactFilter { Emails = ["other@example.com"] });
        await Expect(new ContactFilter { Emails = ["late+x@example.com"] }, "4");
        await Expect(new ContactFilter { ModifiedSince = later }, "4");
        var gone = Assert.Single(await bench.ReadAsync(new ContactFilter { Deleted = true }));
        Assert.True(gone.Deleted);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(15, 2)]
    [InlineData(60, 2)]
    public async Task Addresses_are_looked_up_in_two_calls_however_many_they_are(int count, int calls)
    {
        await using var bench = await StartAsync();
        bench.Company.AddMany(Enumerable.Range(1, 2100).Select(number => Customer($"C{number}", number % 20 == 0 ? $"c{number}@example.com,more@example.com" : $"c{number}@example.com")));
        bench.Emulator.ForgetCalls();

        var found = await bench.ReadAsync(new ContactFilter { Emails = [.. Enumerable.Range(1, count).Select(number => $"C{number}@example.com")] });

        Assert.Equal(Enumerable.Range(1, count), found.Select(contact => int.Parse(contact.Id!, System.Globalization.CultureInfo.InvariantCulture)).Order());
        Assert.Equal(calls, bench.Calls("query"));
    }

    [Fact]
    public async Task A_field_can_be_mapped_to_any_member_and_one_that_does_not_exist_is_named()
    {
        await using var bench = await StartAsync("fields: { Second: { crm: Mobile, qb: AlternatePhone, kind: Phone } }");
        bench.Company.Add(Customer("A", "a@example.com", ("AlternatePhone", new JObject { ["FreeFormNumber"] = "555" })));
        bench.Wait();
        await bench.SucceedAsync();
        Assert.Contains("555", bench.Contacts[0], StringComparison.Ordinal);

        bench.UseProfile("fields: { Second: { crm: Mobile, qb: PrimaryPhone.Colour, direction: Both } }");
        var error = await Assert.ThrowsAsync<SyncException>(() => bench.RunAsync().ContinueWith(run => run.Result.Error is { } failed ? throw failed : 0, TaskScheduler.Default));
        Assert.Equal(SyncErrorId.ProfileInvalid, error.Id);
        Assert.Contains("PrimaryPhone.Colour", error.Message, StringComparison.Ordinal);
    }
}
