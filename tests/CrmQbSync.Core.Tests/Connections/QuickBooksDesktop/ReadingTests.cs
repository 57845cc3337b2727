using System.Diagnostics;
using CrmQbSync.Emulators.WebConnector;
using CrmQbSync.Running;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

public sealed class ReadingTests
{
    [Fact]
    public async Task Everything_is_read_in_pages_and_then_only_what_changed()
    {
        await using var world = await DesktopWorld.StartAsync();
        for (var number = 0; number < 1201; number++)
            world.Company.Add($"Customer {number}", null, ("Email", $"c{number}@x.com"), ("LastName", $"Person {number}"));
        world.Clock.Advance(TimeSpan.FromHours(3));
        world.Company.Edit(world.Customer("c1200@x.com"), ("LastName", "Latest"));

        var first = await world.SyncAsync();
        Assert.Equal(1201, world.Run.QbRead);
        // Three pages, and the last that ends the session.
        Assert.InRange(first.Requests.Count, 3, 3 + 5);
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Company.Edit(world.Customer("c7@x.com"), ("LastName", "Changed"));

        var second = await world.SyncAsync();

        Assert.Contains(second.Requests, request => request.Contains("<FromModifiedDate>", StringComparison.Ordinal) && request.Contains("<ActiveStatus>All", StringComparison.Ordinal));
        // The last one that was seen before, and the one that changed since.
        Assert.Equal((2, 1), (world.Run.QbRead, world.Run.CrmUpdated));
        Assert.InRange(second.Requests.Count, 1, 1 + 5);
    }

    [Fact]
    public async Task Percentages_rise_and_reach_a_hundred_only_at_the_end()
    {
        await using var world = await DesktopWorld.StartAsync();
        for (var number = 0; number < 1600; number++)
            world.Company.Add($"Customer {number}", null, ("Email", $"c{number}@x.com"), ("LastName", $"Person {number}"));
        for (var number = 0; number < 220; number++)
            world.AddContact($"new{number}@x.com", ("LastName", $"New {number}"));

        var update = await world.SyncAsync();

        Assert.Equal(update.Percentages.Order(), update.Percentages);
        Assert.Equal(100, update.Percentages[^1]);
        Assert.All(update.Percentages.SkipLast(1), percent => Assert.InRange(percent, 0, 99));
        // A third of a half is read after a third of the customers, and writing begins in the middle.
        Assert.Equal([15, 31, 46, 50], update.Percentages.Take(4));
        // Four pages and five messages of writes: the bar moves at each.
        Assert.True(update.Percentages.Distinct().Count() >= 8, string.Join(' ', update.Percentages));
        Assert.Equal(220, world.Run.QbCreated);
    }

    [Fact]
    public async Task Deleted_and_inactive_customers_are_told_by_the_delta()
    {
        await using var world = await DesktopWorld.StartAsync(profile => profile with { Deletions = DeletionsPolicy.Propagate });
        var gone = world.Company.Add("Ann", null, ("Email", "ann@x.com"), ("LastName", "Ann"));
        var inactive = world.Company.Add("Bob", null, ("Email", "bob@x.com"), ("LastName", "Bob"));
        world.Company.Add("Cy", null, ("Email", "cy@x.com"), ("LastName", "Cy"));
        await world.SyncAsync();
        world.Clock.Advance(TimeSpan.FromHours(5));
        world.Company.Delete(gone);
        world.Company.SetActive(inactive, false);

        var update = await world.SyncAsync();

        Assert.Contains(update.Requests, request => request.Contains("ListDeletedQueryRq", StringComparison.Ordinal));
        Assert.Equal(["cy@x.com"], world.Crm.Existing.Select(record => record["Email"]));
        Assert.Equal(2, world.Run.CrmDeleted);
    }

    [Fact]
    public async Task After_more_than_ninety_days_everything_is_read_again()
    {
        await using var world = await DesktopWorld.StartAsync(profile => profile with { Deletions = DeletionsPolicy.Propagate });
        var gone = world.Company.Add("Ann", null, ("Email", "ann@x.com"), ("LastName", "Ann"));
        world.Company.Add("Cy", null, ("Email", "cy@x.com"), ("LastName", "Cy"));
        await world.SyncAsync();
        world.Company.Delete(gone);
        world.Clock.Advance(TimeSpan.FromDays(100));

        var update = await world.SyncAsync();

        Assert.DoesNotContain(update.Requests, request => request.Contains("FromModifiedDate", StringComparison.Ordinal) || request.Contains("ListDeletedQueryRq", StringComparison.Ordinal));
        Assert.Equal(["cy@x.com"], world.Crm.Existing.Select(record => record["Email"]));
    }

    [Theory]
    [InlineData("2026-11-01T05:40:00Z")] // 01:40 in summer time; the clock goes back at 06:00 UTC
    [InlineData("2026-03-08T06:40:00Z")] // 01:40 in winter time; the clock goes forward at 07:00 UTC
    public async Task No_edit_is_missed_around_a_clock_change(string before)
    {
        await using var world = await DesktopWorld.StartAsync();
        world.Clock.SetUtcNow(DateTimeOffset.Parse(before, System.Globalization.CultureInfo.InvariantCulture));
        var ann = world.Company.Add("Ann", null, ("Email", "ann@x.com"), ("LastName", "Ann"));
        await world.SyncAsync();
        // By QuickBooks' own clock this may be earlier than the last reading.
        world.Clock.Advance(TimeSpan.FromMinutes(25));
        world.Company.Edit(ann, ("LastName", "Edited"));

        await world.SyncAsync();

        Assert.Equal("Edited", Assert.Single(world.Crm.Existing)["LastName"]);
    }

    [Fact]
    public async Task Jobs_take_part_only_if_the_profile_says_so()
    {
        await using var world = await DesktopWorld.StartAsync();
        var parent = world.Company.Add("Ann", null, ("Email", "ann@x.com"), ("LastName", "Ann"));
        world.Company.Add("Kitchen", parent, ("Email", "kitchen@x.com"), ("LastName", "Kitchen"));

        await world.SyncAsync();

        Assert.Equal(["ann@x.com"], world.Crm.Existing.Select(record => record["Email"]));
        Assert.Contains(await world.EntriesAsync(), entry => entry is { Status: EntryStatus.Skipped, Reason: "Job" });
    }

    [Fact]
    public async Task Only_needed_elements_are_asked_for()
    {
        await using var world = await DesktopWorld.StartAsync();
        world.Company.Add("Ann", null, ("Email", "ann@x.com"), ("LastName", "Ann"));

        var update = await world.SyncAsync();

        var query = Assert.Single(update.Requests, request => request.Contains("iterator=\"Start\"", StringComparison.Ordinal));
        Assert.Contains("<IncludeRetElement>Email<", query);
        Assert.DoesNotContain("CreditCardInfo", query);
        Assert.DoesNotContain("ShipToAddress", query);
    }

    [Fact]
    public async Task A_company_that_is_empty_is_read()
    {
        await using var world = await DesktopWorld.StartAsync();
        await world.SyncAsync();
        Assert.Equal((RunStatus.Succeeded, 0), (world.Run.Status, world.Run.QbRead));
    }

    [Fact]
    public async Task Reading_cmdlets_find_by_id_address_time_and_deletion()
    {
        await using var world = await DesktopWorld.StartAsync(serve: false);
        var ann = world.Company.Add("Ann", null, ("Email", "ann@x.com"), ("LastName", "Ann"));
        var bob = world.Company.Add("Bob", null, ("Email", "Bob@X.com"), ("LastName", "Bob"));
        world.Company.SetActive(bob, false);
        var cy = world.Company.Add("Cy", null, ("Email", "cy@x.com"));
        world.Company.Delete(cy);

        Assert.Equal([ann.ListId], await QueryAsync(world, new ContactFilter()));
        Assert.Equal([ann.ListId, bob.ListId], await QueryAsync(world, new ContactFilter { IncludeInactive = true }));
        Assert.Equal([bob.ListId], await QueryAsync(world, new ContactFilter { Emails = ["bob@x.com"], IncludeInactive = true }));
        Assert.Equal([ann.ListId], await QueryAsync(world, new ContactFilter { Ids = [ann.ListId, cy.ListId, "no such id"] }));
        Assert.Equal([cy.ListId, bob.ListId], await QueryAsync(world, new ContactFilter { Deleted = true }));
        Assert.Empty(await QueryAsync(world, new ContactFilter { ModifiedSince = world.Clock.GetUtcNow().AddMinutes(1) }));
    }

    private static async Task<List<string>> QueryAsync(DesktopWorld world, ContactFilter filter)
    {
        var reading = Task.Run(async () =>
        {
            var ids = new List<string>();
            await foreach (var contact in world.Engine().ReadContactsAsync(world.Profile, Side.Qb, filter, (_, message) => Assert.Fail(message), CancellationToken.None))
                ids.Add(contact.Id!);
            return ids;
        }).WaitAsync(TimeSpan.FromSeconds(60));
        await ConnectAsync(world, reading);
        return await reading;
    }

    /// <summary>Calls until somebody listens: on a busy machine that may take a while.</summary>
    internal static async Task<UpdateResult?> ConnectAsync(DesktopWorld world, Task work, UpdatePlan? plan = null)
    {
        var waited = Stopwatch.StartNew();
        while (!work.IsCompleted && waited.Elapsed < TimeSpan.FromSeconds(60))
        {
            try
            {
                var update = await world.Connector.UpdateAsync(plan);
                // A server that has just given up its session says so once more.
                if (update.Work == "none")
                    continue;
                // A killed one leaves its session open; only the next ends it.
                while (update.Status is null && !work.IsCompleted && !update.Calls.Contains("connectionError"))
                {
                    await Task.Delay(10);
                    await world.Connector.UpdateAsync();
                }
                return update;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(10);
            }
        }
        return null;
    }
}
