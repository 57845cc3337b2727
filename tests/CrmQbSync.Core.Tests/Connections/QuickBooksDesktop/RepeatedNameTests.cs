using CrmQbSync.Contacts;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>Streets of the CRM whose first lines repeat who it is, which QuickBooks shows without them (rule 2.5).</summary>
public sealed class RepeatedNameTests
{
    private const string Company = "The Featherstonehaugh-Cholmondeley Company of Acme";

    public static TheoryData<SyncPriority, string, string?, string> Streets => new()
    {
        { SyncPriority.Qb, "Ann Ames\n2 Rue É", "2 Rue É", "Ann Ames" },
        { SyncPriority.Crm, "ANN AMES\n2 Rue É\nFlat 3", "2 Rue É\nFlat 3", "ANN AMES" },
        { SyncPriority.Qb, $"{Company}\nAnn Ames\n2 Rue É", "2 Rue É", Company[..41].TrimEnd() },
        { SyncPriority.Manual, "Ann Ames\na\nb\nc\nd\ne", "a\nb\nc\nd, e", "Ann Ames" },
        { SyncPriority.Qb, "Ann Ames", null, "Ann Ames" },
        { SyncPriority.Crm, Company, null, Company[..41].TrimEnd() },
    };

    /// <summary>A person who has such a street in the CRM alone. Her customer gets all of it, so that an envelope says who she is.</summary>
    [Theory]
    [MemberData(nameof(Streets))]
    public async Task Is_written_once_and_stays_whole_in_the_CRM(SyncPriority priority, string street, string? shown, string firstLine)
    {
        await using var world = await StartAsync(priority);
        world.AddContact("ann@x.com", ("FirstName", "Ann"), ("LastName", "Ames"), ("Company", Company), ("BillingStreet", street));
        Assert.Equal("Create Qb", await RunAsync(world));
        Assert.Equal((shown, firstLine), (await ShownAsync(world), world.Customer("ann@x.com")["BillAddress.Addr1"]));

        await AssertQuietAsync(world);

        Assert.Equal(street, Assert.Single(world.Crm.Existing)["BillingStreet"]);
    }

    /// <summary>What the profile does not map is not among the values that are compared; the customer is called so all the same.</summary>
    [Theory]
    [InlineData(SyncPriority.Qb, "Mr. Ann Ames")]
    [InlineData(SyncPriority.Crm, "Ann Ames")]
    [InlineData(SyncPriority.Qb, "Acme Inc")]
    [InlineData(SyncPriority.Crm, "Number 1")]
    public async Task Agrees_with_what_QuickBooks_shows_whether_or_not_the_profile_maps_the_name(SyncPriority priority, string line)
    {
        await using var world = await StartAsync(priority, "FirstName", "Company");
        world.Company.Add(
            "Number 1", null, ("Email", "ann@x.com"), ("Salutation", "Mr."), ("FirstName", "Ann"), ("LastName", "Ames"), ("CompanyName", "Acme Inc"),
            ("BillAddress.Addr1", "Acme Inc"), ("BillAddress.Addr2", "1 Main St"));
        world.AddContact("ann@x.com", ("LastName", "Ames"), ("BillingStreet", $"{line}\n1 Main St"));
        Assert.Equal("Link None", await RunAsync(world));

        await AssertQuietAsync(world);

        Assert.Equal($"{line}\n1 Main St", Assert.Single(world.Crm.Existing)["BillingStreet"]);
        Assert.Equal("Acme Inc", world.Customer("ann@x.com")["BillAddress.Addr1"]);
    }

    [Fact]
    public async Task An_edit_of_the_street_flows_from_either_side()
    {
        await using var world = await StartAsync(SyncPriority.Crm);
        var id = world.AddContact("ann@x.com", ("FirstName", "Ann"), ("LastName", "Ames"), ("BillingStreet", "Ann Ames\n2 Rue É"));
        await RunAsync(world);

        world.Crm.Edit(id, "BillingStreet", "Ann Ames\n3 Rue É");
        Assert.Equal("Update Qb", await RunAsync(world));
        Assert.Equal("3 Rue É", await ShownAsync(world));

        world.Company.Edit(world.Customer("ann@x.com"), ("BillAddress.Addr2", "4 Rue É"));
        Assert.Equal("Update Crm", await RunAsync(world));
        Assert.Equal("4 Rue É", Assert.Single(world.Crm.Existing)["BillingStreet"]);
        await AssertQuietAsync(world);
    }

    /// <summary>A line that is no name is a part of the street, whatever QuickBooks has after it.</summary>
    [Fact]
    public async Task A_street_whose_first_line_is_no_name_differs()
    {
        await using var world = await StartAsync(SyncPriority.Crm);
        world.Company.Add("Number 1", null, ("Email", "ann@x.com"), ("LastName", "Ames"), ("BillAddress.Addr1", "1 Main St"));
        world.AddContact("ann@x.com", ("LastName", "Ames"), ("BillingStreet", "Building 5\n1 Main St"));

        Assert.Equal("Link None; Update Qb", await RunAsync(world));

        Assert.Equal("Building 5\n1 Main St", await ShownAsync(world));
    }

    /// <summary>Rule 8.12: what QuickBooks shows of what the run wrote is not taken for somebody's edit.</summary>
    [Fact]
    public async Task Is_undone()
    {
        await using var world = await StartAsync(SyncPriority.Crm);
        var id = world.AddContact("ann@x.com", ("FirstName", "Ann"), ("LastName", "Ames"), ("BillingStreet", "1 Main St"));
        await RunAsync(world);
        world.Crm.Edit(id, "BillingStreet", "Ann Ames\n2 Rue É");
        Assert.Equal("Update Qb", await RunAsync(world));
        var wrong = (await world.HistoryAsync()).Max(run => run.SyncId);

        Assert.Equal("Update Qb", await RunAsync(world, (engine, stop) => engine.UndoAsync(world.Profile, wrong, new SilentObserver(), stop)));

        Assert.Equal("1 Main St", await ShownAsync(world));
    }

    /// <summary>A plain run, one with -All, and the first after the link was forgotten neither write nor tell anything about the street.</summary>
    private static async Task AssertQuietAsync(DesktopWorld world)
    {
        Assert.Equal("", await RunAsync(world));
        Assert.Equal("", await RunAsync(world, new RunOptions { All = true }));
        var engine = world.Engine();
        await engine.RemoveLinkAsync(world.Profile, await engine.GetLinksAsync(world.Profile, null, CancellationToken.None).SingleAsync(), CancellationToken.None);
        Assert.Equal("Link None", await RunAsync(world));
        Assert.Equal("", await RunAsync(world, new RunOptions { All = true }));
    }

    private static Task<DesktopWorld> StartAsync(SyncPriority priority, params string[] unmapped) => DesktopWorld.StartAsync(
        profile => profile with { Priority = priority, Rules = [.. profile.Rules.Where(rule => !unmapped.Contains(rule.Field.Name))] },
        serve: false);

    private static Task<string> RunAsync(DesktopWorld world, RunOptions? options = null) =>
        RunAsync(world, (engine, stop) => engine.RunAsync(world.Profile, options ?? new RunOptions(), new SilentObserver(), stop));

    /// <summary>Does something with the engine, a while later; gives what it tells.</summary>
    private static async Task<string> RunAsync(DesktopWorld world, Func<ContactSync, CancellationToken, Task<RunResult>> act)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        var run = Task.Run(() => act(world.Engine(), CancellationToken.None));
        await ReadingTests.ConnectAsync(world, run);
        var result = await run;
        Assert.Equal(RunStatus.Succeeded, result.Run!.Status);
        return string.Join("; ", (await world.EntriesAsync(result.Run.SyncId)).Select(entry => $"{entry.Action} {entry.Target}").Order(StringComparer.Ordinal));
    }

    /// <summary>The street as the module reads it in QuickBooks.</summary>
    private static async Task<string?> ShownAsync(DesktopWorld world)
    {
        var reading = Task.Run(() => world.Engine().ReadContactsAsync(world.Profile, Side.Qb, new ContactFilter(), (_, _) => { }, CancellationToken.None).SingleAsync().AsTask());
        await ReadingTests.ConnectAsync(world, reading);
        return (await reading).BillingStreet;
    }
}
