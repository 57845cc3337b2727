using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.Running;

namespace CrmQbSync.Tests.Connections.ZohoCrm;

/// <summary>The main job: runs between Zoho CRM and a file.</summary>
public sealed class ZohoRunTests
{
    [Fact]
    public async Task A_first_run_merges_and_creates_on_both_sides_and_the_next_one_writes_nothing()
    {
        await using var world = await ZohoWorld.StartAsync();
        world.Zoho.AddContact(("First_Name", "Ann"), ("Last_Name", "Archer"), ("Email", "ann@x.example"), ("Account_Name", "Archer Ltd"), ("Phone", "+1 212 555 0100"));
        world.Zoho.AddContact(("First_Name", "Bob"), ("Last_Name", "Baker"), ("Email", "Bob@x.example"));
        world.AddCustomer("1", "bob@X.example", "Bob", "Baker", "Baker & Sons", "(212) 555-0199", "1 High St", "Leeds");
        world.AddCustomer("2", "cy@x.example", "Cy", "Cole", "Baker & Sons", "", "2 Low St", "York", "A note");
        var run = await world.SucceedAsync();
        Assert.Equal((1, 1, 1, 1, 0), (run.Linked, run.CrmCreated, run.QbCreated, run.CrmUpdated, run.QbUpdated));
        var made = world.Zoho.Contacts.Existing.Single(contact => contact.Text("Email") == "cy@x.example");
        Assert.Equal(("Cole", "2 Low St", "York", "A note"), (made.Text("Last_Name"), made.Text("Mailing_Street"), made.Text("Mailing_City"), made.Text("Description")));
        var account = world.Zoho.Accounts.Existing.Single(found => found.Text("Account_Name") == "Baker & Sons");
        Assert.Equal(account.IdText, made.Text("Account_Name"));
        Assert.Contains(world.Customers(), row => row[1] == "ann@x.example" && row[4] == "Archer Ltd");
        var again = await world.SucceedAsync();
        Assert.Equal(0, again.CrmCreated + again.CrmUpdated + again.QbCreated + again.QbUpdated);
        world.Zoho.Change(made, ("Phone", "+44 20 7946 0000"));
        world.EditFile("Leeds", "Lincoln");
        var third = await world.SucceedAsync();
        Assert.Equal((1, 1), (third.CrmUpdated, third.QbUpdated));
    }

    [Fact]
    public async Task What_a_run_did_is_undone_deleted_contacts_come_back_from_the_recycle_bin()
    {
        await using var world = await ZohoWorld.StartAsync();
        world.More = "deletions: Propagate";
        var ann = world.Zoho.AddContact(("Last_Name", "Archer"), ("Email", "ann@x.example"), ("Phone", "+1 212 555 0100"), ("Department", "Sales"));
        world.AddCustomer("1", "ann@x.example", "", "Archer");
        world.AddCustomer("2", "bob@x.example", "", "Baker");
        var first = await world.SucceedAsync();
        Assert.Equal(1, first.CrmCreated);
        world.EditFile("1,ann@x.example,,Archer", "#gone");
        File.WriteAllLines(world.QbPath, File.ReadAllLines(world.QbPath).Where(line => !line.StartsWith('#')));
        var second = await world.SucceedAsync();
        Assert.Equal(1, second.CrmDeleted);
        Assert.NotNull(ann.Deleted);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var undone = await world.Engine.UndoAsync(world.Profile, second.SyncId, new Doubles.SilentObserver(), CancellationToken.None);
        Assert.Null(undone.Error);
        Assert.Null(ann.Deleted);
        Assert.Equal("Sales", ann.Text("Department"));
        Assert.Contains(world.Customers(), row => row[1] == "ann@x.example");
        var third = await world.SucceedAsync();
        Assert.Equal(0, third.CrmDeleted + third.CrmCreated + third.QbCreated + third.CrmUpdated);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var undoneFirst = await world.Engine.UndoAsync(world.Profile, first.SyncId, new Doubles.SilentObserver(), CancellationToken.None);
        Assert.Null(undoneFirst.Error);
        Assert.DoesNotContain(world.Zoho.Contacts.Existing, contact => contact.Text("Email") == "bob@x.example");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_deleted_contact_holds_its_customer_and_one_that_was_restored_makes_the_pair_live_again(bool restoringModifies)
    {
        await using var world = await ZohoWorld.StartAsync();
        world.Zoho.RestoringModifies = restoringModifies;
        var ann = world.Zoho.AddContact(("Last_Name", "Archer"), ("Email", "ann@x.example"));
        world.AddCustomer("1", "ann@x.example", "", "Archer");
        await world.SucceedAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        world.Zoho.Delete(ann);
        var held = await world.SucceedAsync();
        Assert.Equal(1, held.Held);
        Assert.Equal(nameof(LinkState.CrmDeleted), LinkStateOf(await world.LinksAsync()));
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        world.Zoho.Restore(ann);
        world.EditFile(",Archer,", ",Archer,Archer Ltd");
        var run = await world.SucceedAsync();
        Assert.Equal(nameof(LinkState.Live), LinkStateOf(await world.LinksAsync()));
        Assert.Equal((1, 0), (run.CrmUpdated, run.CrmCreated));
    }

    [Fact]
    public async Task A_merged_contact_is_a_deletion_of_the_one_and_a_change_of_the_other()
    {
        await using var world = await ZohoWorld.StartAsync();
        var ann = world.Zoho.AddContact(("Last_Name", "Archer"), ("Email", "ann@x.example"));
        var old = world.Zoho.AddContact(("Last_Name", "Archer"), ("Email", "ann.old@x.example"), ("Phone", "+1 212 555 0100"));
        await world.SucceedAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        world.Zoho.Merge(ann, old);
        var run = await world.SucceedAsync();
        Assert.Equal((1, 1), (run.Held, run.QbUpdated));
        Assert.Contains(world.Customers(), row => row[1] == "ann@x.example" && row[5] == "+1 212 555 0100");
    }

    /// <summary>The recycle bin keeps for 60 days; what is gone from there is told for 120.</summary>
    [Theory]
    [InlineData(58, 0)]
    [InlineData(61, 1)]
    [InlineData(130, 1)]
    public async Task Beyond_the_memory_of_deletions_everything_is_read_again(int days, int read)
    {
        await using var world = await ZohoWorld.StartAsync();
        var ann = world.Zoho.AddContact(("Last_Name", "Archer"), ("Email", "ann@x.example"));
        world.Zoho.AddContact(("Last_Name", "Baker"), ("Email", "bob@x.example"));
        await world.SucceedAsync();
        world.Zoho.Delete(ann);
        world.Clock.Advance(TimeSpan.FromDays(days));
        var run = await world.SucceedAsync();
        Assert.Equal(1, run.Held);
        Assert.Equal(read, world.Emulator.ApiCalls.Count(call => call.Request.Body.Contains("(id > 0)", StringComparison.Ordinal)) - 1);
    }

    [Fact]
    public async Task A_change_of_the_same_second_as_the_reading_and_one_in_another_time_zone_are_seen()
    {
        await using var world = await ZohoWorld.StartAsync();
        world.Zoho.UserZone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        // Some hours before clocks there go forward.
        world.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 8, 5, 0, 0, TimeSpan.Zero));
        var ann = world.Zoho.AddContact(("Last_Name", "Archer"), ("Email", "ann@x.example"));
        await world.SucceedAsync();
        world.Zoho.Change(ann, ("Phone", "+1 212 555 0100"));
        Assert.Equal(1, (await world.SucceedAsync()).QbUpdated);
        world.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 8, 8, 0, 0, TimeSpan.Zero));
        world.Zoho.Change(ann, ("Phone", "+1 212 555 0111"));
        Assert.Equal(1, (await world.SucceedAsync()).QbUpdated);
        world.Zoho.UserZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata");
        Assert.Equal(0, (await world.SucceedAsync()).QbUpdated);
    }

    [Fact]
    public async Task Renamed_accounts_are_seen_within_a_day()
    {
        await using var world = await ZohoWorld.StartAsync();
        world.Zoho.AddContact(("Last_Name", "Archer"), ("Email", "ann@x.example"), ("Account_Name", "Archer Ltd"));
        await world.SucceedAsync();
        world.Clock.Advance(TimeSpan.FromHours(12));
        world.Zoho.Change(world.Zoho.Accounts.Existing.Single(), ("Account_Name", "Archer and Partners"));
        world.Clock.Advance(TimeSpan.FromHours(13));
        Assert.Equal(1, (await world.SucceedAsync()).QbUpdated);
        Assert.Equal("Archer and Partners", world.Customers().Single()[4]);
    }

    [Fact]
    public async Task Without_the_servers_time_everything_is_read_each_time()
    {
        await using var world = await ZohoWorld.StartAsync();
        world.Zoho.TellsTime = false;
        var ann = world.Zoho.AddContact(("Last_Name", "Archer"), ("Email", "ann@x.example"));
        await world.SucceedAsync();
        world.Clock.Advance(TimeSpan.FromHours(3));
        Assert.Equal(1, (await world.SucceedAsync()).CrmRead);
        world.Zoho.Delete(ann);
        Assert.Equal(SyncErrorId.SafetyThresholdExceeded, (await world.RunAsync()).Error?.Id);
    }

    private static string LinkStateOf(List<ContactLink> links) => links.Single().State.ToString();

    /// <summary>The list goes by pages of 200: what is taken off it moves the rest one place up.</summary>
    [Fact]
    public async Task A_contact_that_is_restored_while_the_deleted_are_listed_hides_no_other()
    {
        await using var world = await ZohoWorld.StartAsync();
        for (var number = 0; number < 230; number++)
            world.Zoho.AddContact(("Last_Name", $"Person {number}"), ("Email", $"p{number}@x.example"));
        await world.SucceedAsync();
        var deleted = world.Zoho.Contacts.Existing.Take(210).ToList();
        deleted.ForEach(world.Zoho.Delete);
        var listed = 0;
        world.Emulator.BeforeCall = request =>
        {
            if (request.Path.EndsWith("/deleted", StringComparison.Ordinal) && ++listed == 2)
                world.Zoho.Restore(deleted[^1]);
        };
        Assert.Equal(209, (await world.SucceedAsync()).Held);
        Assert.Equal(209, (await world.LinksAsync()).Count(link => link.State == LinkState.CrmDeleted));
    }

    [Fact]
    public async Task Another_address_that_Zoho_would_refuse_is_left_out_and_the_contact_is_written()
    {
        await using var world = await ZohoWorld.StartAsync();
        world.More = "fields: { SecondEmail: { crm: Secondary_Email, qb: Notes, kind: Email } }";
        world.AddCustomer("1", "ann@x.example", "", "Archer", "", "", "", "", "second@x");
        world.AddCustomer("2", "bob@x.example", "", "Baker", "", "", "", "", "second@x.example");
        var run = await world.SucceedAsync();
        Assert.Equal((2, 1), (run.CrmCreated, run.Warnings));
        Assert.Equal([null, "second@x.example"], world.Zoho.Contacts.Existing.OrderBy(contact => contact.Text("Email")).Select(contact => contact.Text("Secondary_Email")));
        Assert.Equal(0, (await world.SucceedAsync()).CrmUpdated);
    }
}
