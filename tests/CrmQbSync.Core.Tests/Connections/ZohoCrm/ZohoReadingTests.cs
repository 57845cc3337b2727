using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.Running;

namespace CrmQbSync.Tests.Connections.ZohoCrm;

/// <summary>Reading: ways, numbers of calls, questions.</summary>
public sealed class ZohoReadingTests
{
    private const string WithoutQueries = "ZohoCRM.modules.contacts.ALL,ZohoCRM.modules.accounts.ALL,ZohoCRM.users.READ,ZohoCRM.org.READ,ZohoCRM.settings.fields.READ,ZohoCRM.bulk.READ,ZohoCRM.settings.recycle_bin.ALL";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(2000)]
    [InlineData(4100)]
    public async Task Reading_all_takes_a_call_for_two_thousand_and_three_more(int count)
    {
        await using var world = await ZohoWorld.StartAsync();
        Fill(world, count);
        var contacts = await world.ReadAsync();
        Assert.Equal(count, contacts.Select(contact => contact.Id).Distinct().Count());
        Assert.Equal(count, contacts.Count);
        Assert.InRange(world.Emulator.ApiCalls.Count, 1, ((count + 1999) / 2000) + 3);
    }

    [Fact]
    public async Task Contacts_come_as_their_pages_do()
    {
        await using var world = await ZohoWorld.StartAsync();
        Fill(world, 4100);
        await foreach (var contact in world.Engine.ReadContactsAsync(world.Profile, Side.Crm, new ContactFilter(), (_, message) => Assert.Fail(message), CancellationToken.None))
        {
            Assert.NotNull(contact.Id);
            break;
        }
        Assert.Equal(1, Queries(world));
    }

    [Theory]
    [InlineData("free", 5)]
    [InlineData("enterprise", 10)]
    public async Task As_many_calls_are_under_way_as_the_edition_allows(string edition, int most)
    {
        await using var world = await ZohoWorld.StartAsync();
        world.Zoho.Edition = edition;
        world.Emulator.Latency = TimeSpan.FromMilliseconds(50);
        for (var number = 0; number < 1500; number++)
            world.AddCustomer($"{number}", $"p{number}@x.example", "", $"Person {number}", number % 50 == 0 ? $"Company {number}" : "");
        await world.SucceedAsync();
        Assert.InRange(world.Emulator.MostAtOnce, 2, most);
        Assert.DoesNotContain(world.Emulator.ApiCalls, call => call.Status == 429);
    }

    [Fact]
    public async Task A_run_without_changes_takes_three_calls()
    {
        await using var world = await ZohoWorld.StartAsync();
        Fill(world, 250);
        await world.SucceedAsync();
        await world.SucceedAsync();
        world.Emulator.ForgetCalls();
        await world.SucceedAsync();
        Assert.InRange(world.Emulator.ApiCalls.Count, 1, 3);
        world.Zoho.Contacts.Existing.Take(150).ToList().ForEach(world.Zoho.Delete);
        await world.SucceedAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(20));
        world.Emulator.ForgetCalls();
        await world.SucceedAsync();
        Assert.InRange(world.Emulator.ApiCalls.Count, 1, 3 + 2);
        Assert.Equal(0, world.Emulator.Calls.Count(call => call.Path.StartsWith("/oauth/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Quiet_runs_take_three_calls_on_every_day_and_a_renamed_account_is_seen_within_one()
    {
        await using var world = await ZohoWorld.StartAsync();
        Fill(world, 250);
        world.AddCustomer("1", "ann@x.example", "", "Archer", "Acme");
        await world.SucceedAsync();
        foreach (var hours in new[] { 1, 23, 25, 24, 50, 24 * 40 })
        {
            world.Clock.Advance(TimeSpan.FromHours(hours));
            world.Emulator.ForgetCalls();
            var quiet = await world.SucceedAsync();
            Assert.Equal(0, quiet.CrmUpdated + quiet.QbUpdated);
            Assert.InRange(world.Emulator.ApiCalls.Count, 1, 3);
        }
        world.Zoho.Change(world.Zoho.Accounts.Existing.Single(), ("Account_Name", "Acme & Sons"));
        world.Clock.Advance(TimeSpan.FromHours(25));
        world.Emulator.ForgetCalls();
        Assert.Equal(1, (await world.SucceedAsync()).QbUpdated);
        Assert.InRange(world.Emulator.ApiCalls.Count, 1, 3);
        Assert.Equal("Acme & Sons", world.Customers().Single(row => row[1] == "ann@x.example")[4]);
    }

    [Fact]
    public async Task Fields_are_asked_for_again_by_runs_that_write_and_where_one_is_gone()
    {
        await using var world = await ZohoWorld.StartAsync();
        world.More = "fields: { SecondPhone: { crm: Home_Phone, qb: Notes, kind: Phone } }";
        world.AddCustomer("1", "ann@x.example", "", "Archer");
        await world.SucceedAsync();
        world.Clock.Advance(TimeSpan.FromDays(3));
        world.Zoho.Contacts.Fields["Last_Name"] = world.Zoho.Contacts.Fields["Last_Name"] with { Length = 5 };
        await world.SucceedAsync();
        world.EditFile("Archer", "Bean");
        Assert.Equal(1, (await world.SucceedAsync()).CrmUpdated);
        world.EditFile("Bean", "Baxendale");
        Assert.Equal(1, (await world.SucceedAsync()).CrmUpdated);
        Assert.Equal("Baxen", world.Zoho.Contacts.Existing.Single().Text("Last_Name"));

        world.Zoho.Contacts.Fields.Remove("Home_Phone");
        var error = (await world.RunAsync()).Error!;
        Assert.Equal(SyncErrorId.ProfileInvalid, error.Id);
        Assert.Contains("Home_Phone", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_field_that_the_profile_takes_back_to_its_usual_place_is_looked_for_there()
    {
        await using var world = await ZohoWorld.StartAsync();
        world.More = "fields: { Phone: { crm: Home_Phone, qb: Phone } }";
        world.Zoho.AddContact(("Email", "ann@x.example"), ("Last_Name", "Archer"), ("Home_Phone", "212-555-0100"), ("Phone", "212-555-0199"));
        await world.SucceedAsync();
        Assert.Contains(world.Customers().Single(), cell => cell == "212-555-0100");

        world.More = "";
        Assert.Equal(1, (await world.SucceedAsync()).QbUpdated);
        Assert.Contains(world.Customers().Single(), cell => cell == "212-555-0199");
    }

    [Fact]
    public async Task Creating_and_updating_take_few_calls()
    {
        await using var world = await ZohoWorld.StartAsync();
        for (var number = 0; number < 450; number++)
            world.AddCustomer($"{number}", $"p{number}@x.example", "", $"Person {number}");
        await world.SucceedAsync();
        Assert.Equal(5, world.Emulator.ApiCalls.Count(call => call is { Method: "POST", Path: "/crm/v8/Contacts" }));
        await world.SucceedAsync();
        world.Emulator.ForgetCalls();
        world.EditFile(",Person ", ",Human ");
        await world.SucceedAsync();
        var writes = world.Emulator.ApiCalls.Count(call => call.Method == "PUT" || call.Request.Body.Contains("id in", StringComparison.Ordinal));
        Assert.Equal(10, writes);
        Assert.All(world.Emulator.ApiCalls.Where(call => call.Method == "PUT"), call => Assert.Contains("\"trigger\":[]", call.Request.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Records_that_move_while_they_are_read_are_neither_lost_nor_doubled()
    {
        await using var world = await ZohoWorld.StartAsync();
        Fill(world, 2500);
        DisturbOnce(world, "/coql");
        var contacts = await world.ReadAsync();
        DemandAll(world, contacts);
    }

    [Fact]
    public async Task Without_the_scope_for_queries_pages_are_read_and_nothing_is_lost_either()
    {
        await using var world = await ZohoWorld.StartAsync();
        world.Secrets.Values["acme-crm-refresh"] = world.Emulator.Accounts.Grant(WithoutQueries);
        world.MoreOfCrm = "  companies: Ignore";
        Fill(world, 2500);
        DisturbOnce(world, "/Contacts");
        DemandAll(world, await world.ReadAsync());
        await world.SucceedAsync();
        var ann = world.Zoho.Contacts.Existing.First();
        world.Zoho.Change(ann, ("Phone", "+1 212 555 0177"));
        world.EditFile("p77@x.example,,Person 77", "p77@x.example,,Human 77");
        var run = await world.SucceedAsync();
        Assert.Equal((1, 1), (run.QbUpdated, run.CrmUpdated));
        Assert.Single(await world.ReadAsync(new ContactFilter { Emails = ["P9@X.example"] }));
        Assert.Single(await world.ReadAsync(new ContactFilter { Ids = [ann.IdText] }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Many_records_are_read_in_bulk_and_again_by_queries_where_the_job_left_some_out(bool leavesOut)
    {
        await using var world = await ZohoWorld.StartAsync();
        Fill(world, 40_099);
        world.Zoho.AddContact(("Last_Name", "Of \"lines\", two\nof them"), ("Email", "lines@x.example"), ("Account_Name", "A, B"), ("Description", "one\ntwo"));
        world.Zoho.BulkLeavesOut = record => leavesOut && record.Text("Email") == "p7@x.example";
        // The first run knows nothing of their number: it counts them when there are more than a call gives.
        var first = await world.SucceedAsync(new RunOptions { Mode = SyncMode.Import });
        Assert.Equal(40_100, first.CrmRead);
        Assert.Single(world.Emulator.ApiCalls, call => call is { Method: "POST", Path: "/crm/bulk/v8/read" });
        // Where some were left out: a look for them after the last, and then all pages.
        Assert.Equal(leavesOut ? 25 : 3, Queries(world));
        world.Emulator.ForgetCalls();
        world.Zoho.BulkRows = 30_000;
        var run = await world.SucceedAsync(new RunOptions { Mode = SyncMode.Import, All = true });
        Assert.Equal(40_100, run.CrmRead);
        Assert.Equal(2, world.Emulator.ApiCalls.Count(call => call is { Method: "POST", Path: "/crm/bulk/v8/read" }));
        Assert.Equal(leavesOut ? 23 : 1, Queries(world));
    }

    [Fact]
    public async Task Contacts_are_found_by_address_id_time_and_deletion_though_the_search_index_lags()
    {
        await using var world = await ZohoWorld.StartAsync();
        Fill(world, 300);
        world.Clock.Advance(TimeSpan.FromHours(1));
        var fresh = world.Zoho.AddContact(("Last_Name", "O'Neil"), ("Email", "O'Neil@x.example"));
        Assert.Equal(fresh.IdText, (await world.ReadAsync(new ContactFilter { Emails = ["o'neil@X.example"] })).Single().Id);
        world.Zoho.CoqlIgnoresCase = false;
        Assert.Single(await world.ReadAsync(new ContactFilter { Emails = ["P3@x.example"] }));
        Assert.Equal(["O'Neil"], (await world.ReadAsync(new ContactFilter { Ids = [fresh.IdText, "1", "no id' at all"] })).Select(contact => contact.LastName));
        Assert.Equal(fresh.IdText, (await world.ReadAsync(new ContactFilter { ModifiedSince = world.Clock.GetUtcNow().AddMinutes(-30) })).Single().Id);
        world.Zoho.Delete(fresh);
        Assert.Empty(await world.ReadAsync(new ContactFilter { Ids = [fresh.IdText] }));
        var deleted = (await world.ReadAsync(new ContactFilter { Deleted = true })).Single();
        Assert.Equal((fresh.IdText, true), (deleted.Id, deleted.Deleted));
        Assert.DoesNotContain(world.Emulator.ApiCalls, call => call.Path.EndsWith("/search", StringComparison.Ordinal));
    }

    [Fact]
    public async Task However_many_contacts_have_an_address_all_are_found()
    {
        await using var world = await ZohoWorld.StartAsync();
        for (var number = 0; number < 2001; number++)
            world.Zoho.AddContact(("Last_Name", $"Person {number}"), ("Email", "office@x.example"));
        Assert.Equal(2001, (await world.ReadAsync(new ContactFilter { Emails = ["Office@x.example"] })).Count);
    }

    private static int Queries(ZohoWorld world) => world.Emulator.ApiCalls.Count(call => call.Path.EndsWith("/coql", StringComparison.Ordinal));

    private static void Fill(ZohoWorld world, int count)
    {
        for (var number = 0; number < count; number++)
            world.Zoho.AddContact(("Last_Name", $"Person {number}"), ("Email", $"p{number}@x.example"));
    }

    /// <summary>After the first page somebody deletes, edits and adds.</summary>
    private static void DisturbOnce(ZohoWorld world, string path)
    {
        var calls = 0;
        world.Emulator.BeforeCall = request =>
        {
            if (!request.Path.EndsWith(path, StringComparison.Ordinal) || ++calls != 2)
                return;
            world.Zoho.Contacts.Existing.Take(3).ToList().ForEach(world.Zoho.Delete);
            world.Zoho.Change(world.Zoho.Contacts.Existing.Last(), ("Phone", "+1 212 555 0100"));
            world.Zoho.Change(world.Zoho.Contacts.Existing.First(), ("Phone", "+1 212 555 0100"));
            Fill(world, 0);
            world.Zoho.AddContact(("Last_Name", "Late"), ("Email", "late@x.example"));
        };
    }

    private static void DemandAll(ZohoWorld world, List<Contact> contacts)
    {
        Assert.Equal(contacts.Count, contacts.Select(contact => contact.Id).Distinct().Count());
        var read = contacts.Select(contact => contact.Id!).ToHashSet();
        Assert.All(world.Zoho.Contacts.Existing, contact => Assert.Contains(contact.IdText, read));
    }
}
