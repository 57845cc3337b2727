using CrmQbSync.Emulators.ZohoCrm;

namespace CrmQbSync.Tests.Connections.ZohoCrm;

/// <summary>
/// After many writes: the next runs need not read these again although they lie within the overlap, and whatever somebody else does meanwhile is seen
/// all the same.
/// </summary>
public sealed class ZohoOverlapTests
{
    private const int Many = 2500;

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task Straight_after_many_writes_a_run_without_changes_takes_three_calls(int minutes)
    {
        await using var world = await WriteManyAsync();
        for (var minute = 0; minute < minutes; minute++)
        {
            world.Emulator.ForgetCalls();
            var run = await world.SucceedAsync();
            Assert.Equal(0, run.CrmCreated + run.CrmUpdated + run.QbCreated + run.QbUpdated);
            Assert.True(world.Emulator.ApiCalls.Count <= 3, $"minute {minute}: {string.Join("; ", world.Emulator.ApiCalls.Select(call => $"{call} {call.Request.Body}"))}");
        }
        world.EditFile(",Person ", ",Human ");
        Assert.Equal(Many, (await world.SucceedAsync()).CrmUpdated);
        world.Emulator.ForgetCalls();
        await world.SucceedAsync();
        Assert.InRange(world.Emulator.ApiCalls.Count, 1, 3);
    }

    [Theory]
    [InlineData("the first, written before", "/v8/Contacts", 25)]
    [InlineData("the last, before it is written", "/v8/Contacts", 25)]
    [InlineData("the first, before it is looked at again", "/coql", 1)]
    [InlineData("the first, after it was looked at again", "/coql", 2)]
    [InlineData("the last, before it is looked at again", "/coql", 2)]
    [InlineData("another, while it is looked again", "/coql", 2)]
    public async Task What_somebody_changes_while_the_run_writes_is_not_lost(string which, string path, int call)
    {
        var gate = new object();
        var (writes, looks) = (0, 0);
        await using var world = await WriteManyAsync((world, request) =>
        {
            lock (gate)
            {
                writes += request is { Method: "POST", Path: "/crm/v8/Contacts" } ? 1 : 0;
                looks += writes > 0 && request.Path.EndsWith("/coql", StringComparison.Ordinal) ? 1 : 0;
                if (request.Path.EndsWith(path, StringComparison.Ordinal) && (path == "/coql" ? looks : writes) == call)
                    Disturb(world, which);
            }
        });
        Assert.Equal(25, writes);
        // A look that finds something ends at once.
        Assert.InRange(looks, 1, 2);
        await DemandAsync(world);
    }

    [Theory]
    [InlineData("the first", 0)]
    [InlineData("the last", 0)]
    [InlineData("another", 0)]
    [InlineData("the first", 2)]
    [InlineData("another", 2)]
    public async Task What_somebody_changes_after_the_run_is_not_lost(string which, int runsBetween)
    {
        await using var world = await WriteManyAsync();
        for (var run = 0; run < runsBetween; run++)
            await world.SucceedAsync();
        Disturb(world, which);
        await DemandAsync(world);
        world.Emulator.ForgetCalls();
        Assert.Equal(0, (await world.SucceedAsync()).QbUpdated);
        Assert.InRange(world.Emulator.ApiCalls.Count, 1, 3);
    }

    [Fact]
    public async Task What_shows_late_with_an_earlier_time_is_seen_and_so_is_a_deletion()
    {
        await using var world = await WriteManyAsync();
        world.Zoho.Add(world.Zoho.Contacts, new Dictionary<string, string?> { ["Email"] = "late@x.example", ["Last_Name"] = "Late" }, world.Zoho.Contacts.Existing.First().Modified);
        Assert.Equal(1, (await world.SucceedAsync()).QbCreated);
        world.Zoho.Delete(world.Zoho.Contacts.Existing.First());
        Assert.Equal(1, (await world.SucceedAsync()).Held);
    }

    /// <summary>The service's machines have not quite the same time: an edit may be stamped among what the run wrote thousands of contacts before.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_edit_that_is_stamped_earlier_than_its_neighbours_is_seen(bool refusesGroups)
    {
        await using var world = await WriteManyAsync((world, request) =>
        {
            if (request is { Method: "POST", Path: "/crm/v8/Contacts" })
                world.Clock.Advance(TimeSpan.FromSeconds(1));
        });
        world.Zoho.RefusesGroups = refusesGroups;
        await world.SucceedAsync();
        var first = world.Zoho.Contacts.Existing.First();
        var stamp = first.Modified.AddSeconds(1);
        Assert.True(world.Zoho.Contacts.Existing.Count(contact => contact.Modified > stamp) > 2000);
        world.Zoho.Change(first, ("Phone", "+1 212 555 0177"));
        first.Modified = stamp;
        await DemandAsync(world);
    }

    /// <summary>
    /// A machine whose clock is behind may stamp an edit with the very second that the run wrote the contact in: nothing is counted otherwise. What was only
    /// counted is read once more later on, and no run takes a call more for it.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_edit_stamped_with_the_very_second_of_the_runs_own_write_is_seen_in_the_end(bool writesBetween)
    {
        await using var world = await WriteManyAsync();
        await world.SucceedAsync();
        foreach (var contact in new[] { world.Zoho.Contacts.Existing.First(), world.Zoho.Contacts.Existing.Last() })
        {
            var stamp = contact.Modified;
            world.Zoho.Change(contact, ("Phone", "+1 212 555 0177"));
            contact.Modified = stamp;
        }
        var seen = 0;
        for (var minute = 0; minute < 12; minute++)
        {
            if (writesBetween && minute == 1)
                world.EditFile("p7@x.example,,Person 7,", "p7@x.example,,Human 7,");
            world.Emulator.ForgetCalls();
            var run = await world.SucceedAsync();
            seen += run.QbUpdated;
            if (run.CrmUpdated + run.QbUpdated == 0)
                Assert.InRange(world.Emulator.ApiCalls.Count, 1, 3);
        }
        Assert.Equal(2, seen);
        Assert.Equal(2, world.Customers().Count(row => row[5] == "+1 212 555 0177"));
        // Then there is nothing left to be read.
        world.Emulator.ForgetCalls();
        Assert.Equal(0, (await world.SucceedAsync()).CrmRead);
    }

    /// <summary>Few writes: the next run reads them again within the overlap, and compares values.</summary>
    [Fact]
    public async Task An_edit_of_the_very_second_of_a_small_runs_own_write_is_seen_by_the_next_run()
    {
        await using var world = await ZohoWorld.StartAsync();
        world.AddCustomer("1", "ann@x.example", "", "Archer");
        await world.SucceedAsync();
        var ann = Assert.Single(world.Zoho.Contacts.Existing);
        var stamp = ann.Modified;
        world.Zoho.Change(ann, ("Phone", "+1 212 555 0177"));
        ann.Modified = stamp;
        await DemandAsync(world);
    }

    [Fact]
    public async Task If_it_cannot_be_looked_again_the_run_has_succeeded_and_the_next_one_reads_everything_that_was_written()
    {
        await using var world = await WriteManyAsync((world, request) =>
        {
            if (request.Path.EndsWith("/v8/Contacts", StringComparison.Ordinal) && !world.Emulator.Faults.Any)
                world.Emulator.Faults.Add(ZohoFaultKind.Unavailable, "POST", "/coql", 6);
        });
        world.Emulator.BeforeCall = null;
        world.Emulator.Faults.Clear();
        Assert.Equal(Many, (await world.SucceedAsync()).CrmRead);
    }

    private static async Task<ZohoWorld> WriteManyAsync(Action<ZohoWorld, ZohoRequest>? onCall = null)
    {
        var world = await ZohoWorld.StartAsync();
        for (var number = 0; number < Many; number++)
            world.AddCustomer($"{number}", $"p{number}@x.example", "", $"Person {number}");
        if (onCall is not null)
            world.Emulator.BeforeCall = request => onCall(world, request);
        Assert.Equal(Many, (await world.SucceedAsync()).CrmCreated);
        world.Emulator.BeforeCall = null;
        return world;
    }

    /// <summary>Somebody at the screen: the clock stands still, so that all is in one second.</summary>
    private static void Disturb(ZohoWorld world, string which)
    {
        lock (world.Zoho.Gate)
        {
            if (which.StartsWith("another", StringComparison.Ordinal))
                world.Zoho.AddContact(("Email", "somebody@x.example"), ("Last_Name", "Somebody"), ("Phone", "+1 212 555 0177"));
            else if (which.StartsWith("the first", StringComparison.Ordinal))
                world.Zoho.Change(world.Zoho.Contacts.Existing.First(), ("Phone", "+1 212 555 0177"));
            else
                world.Zoho.Change(world.Zoho.Contacts.Existing.Last(), ("Phone", "+1 212 555 0177"));
        }
    }

    private static async Task DemandAsync(ZohoWorld world)
    {
        var run = await world.SucceedAsync();
        Assert.Equal(1, run.QbCreated + run.QbUpdated);
        Assert.Single(world.Customers(), row => row[5] == "+1 212 555 0177");
    }
}
