using CrmQbSync.Contacts;
using CrmQbSync.Emulators.WebConnector;
using CrmQbSync.Running;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

public sealed class WritingTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_address_is_written_whole_and_the_repeated_name_stays(bool replaces)
    {
        await using var world = await DesktopWorld.StartAsync();
        world.Company.Switches = new CompanySwitches { AddressReplaces = replaces };
        var acme = world.Company.Add(
            "Acme Inc", null, ("Email", "a@acme.com"), ("LastName", "Lee"), ("CompanyName", "Acme Inc"), ("BillAddress.Addr1", "Acme Inc"), ("BillAddress.Addr2", "1 Main St"),
            ("BillAddress.Addr3", "Suite 9"), ("BillAddress.City", "Reno"), ("BillAddress.Note", "rear door"));
        await world.SyncAsync();
        var contact = Assert.Single(world.Crm.Existing);
        Assert.Equal("1 Main St\nSuite 9", contact["BillingStreet"]);
        world.Crm.Edit(contact.Id, "BillingStreet", "2 Oak St");
        world.Clock.Advance(TimeSpan.FromMinutes(15));

        await world.SyncAsync();

        Assert.Equal(
            ("Acme Inc", "2 Oak St", null, "Reno", "rear door"),
            (acme["BillAddress.Addr1"], acme["BillAddress.Addr2"], acme["BillAddress.Addr3"], acme["BillAddress.City"], acme["BillAddress.Note"]));
        await world.AssertQuietAsync();
    }

    [Fact]
    public async Task A_line_that_repeats_the_company_follows_it()
    {
        await using var world = await DesktopWorld.StartAsync();
        var customer = world.Company.Add(
            "Number 1", null, ("Email", "a@acme.com"), ("LastName", "Lee"), ("CompanyName", "Acme Inc"), ("BillAddress.Addr1", "Acme Inc"), ("BillAddress.Addr2", "1 Main St"));
        await world.SyncAsync();
        world.Crm.Edit(Assert.Single(world.Crm.Existing).Id, "Company", "Best Ltd");
        world.Clock.Advance(TimeSpan.FromMinutes(15));

        await world.SyncAsync();

        Assert.Equal(("Best Ltd", "Best Ltd", "1 Main St"), (customer["CompanyName"], customer["BillAddress.Addr1"], customer["BillAddress.Addr2"]));
        await world.AssertQuietAsync();
        Assert.Equal("1 Main St", Assert.Single(world.Crm.Existing)["BillingStreet"]);
    }

    [Fact]
    public async Task Values_are_cut_or_left_out_as_the_elements_demand()
    {
        await using var world = await DesktopWorld.StartAsync();
        world.AddContact(
            "ann@x.com",
            ("FirstName", new string('F', 30)),
            ("MiddleName", "Elizabeth"),
            ("LastName", "\u4e2d\u6587"),
            ("Phone", "+1 (775) 555-0100 ext. 12345"),
            ("Notes", "Caf\u00e9 <&> \u20ac \u0153\nsecond line"),
            ("BillingStreet", "a\nb\nc\nd\ne\nf"));

        await world.SyncAsync();

        var ann = world.Customer("ann@x.com");
        Assert.Equal((new string('F', 25), "Eliza", null, null), (ann["FirstName"], ann["MiddleName"], ann["LastName"], ann["Phone"]));
        Assert.Equal("Caf\u00e9 <&> \u20ac \u0153\nsecond line", ann["Notes"]);
        Assert.Equal("e, f", ann["BillAddress.Addr5"]);
        var entry = Assert.Single(await world.EntriesAsync(), entry => entry.Action == ChangeAction.Create);
        Assert.Contains(entry.Fields, field => field is { Field: "LastName", Code: ErrorCodes.NotEncodable });
        Assert.Contains(entry.Fields, field => field is { Field: "Phone", Code: ErrorCodes.TooLong });
        Assert.Contains(entry.Fields, field => field is { Field: "MiddleName", Code: ErrorCodes.CutToLength });
        await world.AssertQuietAsync();
    }

    [Fact]
    public async Task A_deliberate_clearing_is_carried_over()
    {
        await using var world = await DesktopWorld.StartAsync(profile => profile with { Blanks = BlanksPolicy.Clear });
        var id = world.AddContact("ann@x.com", ("LastName", "Lee"), ("Phone", "775-555-0100"), ("BillingStreet", "1 Main St"), ("BillingCity", "Reno"));
        await world.SyncAsync();
        world.Crm.Edit(id, "Phone", null);
        world.Crm.Edit(id, "BillingCity", null);
        world.Clock.Advance(TimeSpan.FromMinutes(15));

        await world.SyncAsync();

        var ann = world.Customer("ann@x.com");
        Assert.Equal((null, null, "1 Main St"), (ann["Phone"], ann["BillAddress.City"], ann["BillAddress.Addr1"]));
        await world.AssertQuietAsync();
    }

    [Fact]
    public async Task A_QuickBooks_that_clears_nothing_is_not_asked_again_and_again()
    {
        await using var world = await DesktopWorld.StartAsync(profile => profile with { Blanks = BlanksPolicy.Clear });
        world.Company.Switches = new CompanySwitches { EmptyClears = false };
        var id = world.AddContact("ann@x.com", ("LastName", "Lee"), ("Phone", "775-555-0100"));
        await world.SyncAsync();
        world.Crm.Edit(id, "Phone", null);
        world.Clock.Advance(TimeSpan.FromMinutes(15));

        await world.SyncAsync();

        Assert.Equal("775-555-0100", world.Customer("ann@x.com")["Phone"]);
        await world.AssertQuietAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Characters_that_QuickBooks_may_lose_never_come_back_as_something_else(bool loses)
    {
        await using var world = await DesktopWorld.StartAsync();
        world.Company.Switches = new CompanySwitches { LosesForeignCharacters = loses };
        world.AddContact("ann@x.com", ("FirstName", "Ann"), ("LastName", "\u4e2d\u6587"), ("Notes", "\ud83d\ude00 smile"), ("JobTitle", "Caf\u00e9"));

        await world.SyncAsync();

        Assert.Equal((null, null, "Caf\u00e9"), (world.Customer("ann@x.com")["LastName"], world.Customer("ann@x.com")["Notes"], world.Customer("ann@x.com")["JobTitle"]));
        Assert.Equal("\u4e2d\u6587", Assert.Single(world.Crm.Existing)["LastName"]);
        await world.AssertQuietAsync();
    }

    [Fact]
    public async Task Somebody_elses_edit_meanwhile_is_merged_not_overwritten()
    {
        await using var world = await DesktopWorld.StartAsync();
        var id = world.AddContact("ann@x.com", ("LastName", "Lee"), ("Phone", "775-555-0100"));
        await world.SyncAsync();
        world.Crm.Edit(id, "Phone", "775-555-0111");
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        var edits = 0;
        world.Company.BeforeRequest = request =>
        {
            if (request.Name.LocalName == "CustomerModRq" && edits++ == 0)
                world.Company.Edit(world.Customer("ann@x.com"), ("JobTitle", "Buyer"));
        };

        await world.SyncAsync();

        var ann = world.Customer("ann@x.com");
        Assert.Equal(("775-555-0111", "Buyer"), (ann["Phone"], ann["JobTitle"]));
        Assert.Equal((1, 0), (world.Run.QbUpdated, world.Run.Failed));
        world.Company.BeforeRequest = null;
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        await world.SyncAsync();
        Assert.Equal("Buyer", Assert.Single(world.Crm.Existing)["JobTitle"]);
    }

    [Fact]
    public async Task An_edit_that_never_ends_fails_as_ChangedMeanwhile()
    {
        await using var world = await DesktopWorld.StartAsync();
        var id = world.AddContact("ann@x.com", ("LastName", "Lee"));
        await world.SyncAsync();
        world.Crm.Edit(id, "LastName", "Long");
        world.Company.BeforeRequest = request =>
        {
            if (request.Name.LocalName == "CustomerModRq")
                world.Company.Edit(world.Customer("ann@x.com"), ("Fax", Guid.NewGuid().ToString("N")[..8]));
        };

        await world.SyncAsync();

        Assert.Equal(ErrorCodes.ChangedMeanwhile, Assert.Single(await world.EntriesAsync(), entry => entry.Status == EntryStatus.Failed).ErrorCode);
    }

    [Fact]
    public async Task Failures_of_single_records_tell_what_to_do_and_stop_nobody()
    {
        await using var world = await DesktopWorld.StartAsync();
        for (var number = 0; number < 5; number++)
            world.AddContact($"p{number}@x.com", ("LastName", $"P{number}"));
        world.Company.Refuse = request => request.Value.Contains("p3@x.com", StringComparison.Ordinal) ? (3260, "Insufficient permission level to perform this action.") : null;

        await world.SyncAsync();

        var failed = Assert.Single(await world.EntriesAsync(), entry => entry.Status == EntryStatus.Failed);
        Assert.Equal(("p3@x.com", "3260"), (failed.Email, failed.ErrorCode));
        Assert.Contains("administrator", failed.Message);
        Assert.Equal((4, RunStatus.CompletedWithErrors), (world.Run.QbCreated, world.Run.Status));
        world.Company.Refuse = null;
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        await world.SyncAsync();
        Assert.Equal(1, world.Run.QbCreated);
    }

    [Theory]
    [InlineData(3175, 1)]
    [InlineData(3180, 3)]
    public async Task A_record_that_somebody_has_open_is_tried_three_times(int status, int times)
    {
        await using var world = await DesktopWorld.StartAsync();
        world.AddContact("ann@x.com", ("LastName", "Lee"));
        var refused = 0;
        world.Company.Refuse = request => request.Name.LocalName == "CustomerAddRq" && refused++ < times ? (status, "This list has been modified by another user.") : null;

        await world.SyncAsync();

        Assert.Equal(times < 3 ? (1, 0) : (0, 1), (world.Run.QbCreated, world.Run.Failed));
        if (times >= 3)
            Assert.Contains("Close it there", Assert.Single(await world.EntriesAsync(), entry => entry.Status == EntryStatus.Failed).Message);
    }

    [Fact]
    public async Task What_QuickBooks_cannot_read_is_found_among_many_and_the_rest_is_written()
    {
        await using var world = await DesktopWorld.StartAsync();
        for (var number = 0; number < 20; number++)
            world.AddContact($"p{number}@x.com", ("LastName", $"P{number}"));

        var update = await world.UpdateAsync(new UpdatePlan
        {
            FaultOf = (_, set) => set.Value.Contains("p13@x.com", StringComparison.Ordinal) && set.Element("CustomerAddRq") is not null ? RequestFault.Refused : RequestFault.None,
            HResult = "0x80040400",
            HResultMessage = "QuickBooks found an error when parsing the provided XML text stream.",
        });

        Assert.True(update.IsComplete, update.Error);
        Assert.Equal((19, 1), (world.Run.QbCreated, world.Run.Failed));
        Assert.Equal(("p13@x.com", "0x80040400"), Assert.Single((await world.EntriesAsync()).Where(entry => entry.Status == EntryStatus.Failed).Select(entry => (entry.Email, entry.ErrorCode))));
    }

    [Fact]
    public async Task A_propagated_deletion_makes_inactive_unless_something_is_owed_and_can_be_undone()
    {
        await using var world = await DesktopWorld.StartAsync(profile => profile with { Deletions = DeletionsPolicy.Propagate });
        var (ann, bob) = (world.AddContact("ann@x.com", ("LastName", "Lee")), world.AddContact("bob@x.com", ("LastName", "Ames")));
        world.AddContact("cy@x.com", ("LastName", "Cy"));
        await world.SyncAsync();
        world.Customer("bob@x.com").Balance = 12.5m;
        world.Crm.Delete(ann);
        world.Crm.Delete(bob);
        world.Clock.Advance(TimeSpan.FromMinutes(15));

        await world.SyncAsync();

        Assert.Equal((false, true), (world.Customer("ann@x.com").IsActive, world.Customer("bob@x.com").IsActive));
        Assert.Contains(await world.EntriesAsync(), entry => entry is { Status: EntryStatus.Held, Reason: "OpenBalance" });
        var run = world.Run.SyncId;
        await world.StopAsync();
        var undo = Task.Run(() => world.Engine().UndoAsync(world.Profile, run, new Doubles.SilentObserver(), CancellationToken.None)).WaitAsync(TimeSpan.FromSeconds(60));
        await ReadingTests.ConnectAsync(world, undo);
        Assert.Null((await undo).Error);
        Assert.True(world.Customer("ann@x.com").IsActive);
    }

    [Fact]
    public async Task Requests_stay_within_what_is_promised()
    {
        await using var world = await DesktopWorld.StartAsync();
        for (var number = 0; number < 1100; number++)
            world.Company.Add($"Customer {number}", null, ("Email", $"c{number}@x.com"), ("LastName", $"Person {number}"));
        await world.SyncAsync();
        foreach (var record in world.Crm.Existing.Take(620).ToList())
            world.Crm.Edit(record.Id, "Fax", "775-555-0199");
        for (var number = 0; number < 130; number++)
            world.AddContact($"new{number}@x.com", ("LastName", $"New {number}"));
        world.Clock.Advance(TimeSpan.FromHours(2));

        var update = await world.SyncAsync();

        Assert.Equal((620, 130, 0), (world.Run.QbUpdated, world.Run.QbCreated, world.Run.Failed));
        Assert.InRange(update.Requests.Count, 1, 1 + (750 / 50) + 2 + 5);
    }
}
