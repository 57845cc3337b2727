using System.Text.RegularExpressions;
using CrmQbSync.Contacts;
using CrmQbSync.Emulators.WebConnector;
using CrmQbSync.Profiles;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>What readings ask for to the letter, and what is not known for sure of how QuickBooks answers.</summary>
public sealed class ReadingDetailTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_customer_that_is_edited_while_it_is_read_is_the_same_on_both_sides_after_the_next_run(bool comesAgain)
    {
        await using var world = await DesktopWorld.StartAsync();
        world.Company.Switches = new CompanySwitches { IteratorGivesModifiedAgain = comesAgain };
        world.Company.AddMany(Enumerable.Range(0, 700).Select(number => ($"Customer {number}", (IEnumerable<(string, string?)>)[("Email", $"c{number}@x.com"), ("LastName", "Before")])));
        world.Company.BeforeRequest = request =>
        {
            if ((string?)request.Attribute("iterator") != "Continue")
                return;
            world.Company.Edit(world.Customer("c1@x.com"), ("LastName", "After"));
            world.Company.BeforeRequest = null;
        };
        await world.SyncAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(15));

        await world.SyncAsync();

        Assert.Equal(700, world.Crm.Existing.Count);
        Assert.Equal("After", world.Crm.Existing.Single(record => record["Email"] == "c1@x.com")["LastName"]);
        Assert.Equal((RunStatus.Succeeded, 0), (world.Run.Status, world.Run.Failed));
    }

    [Fact]
    public async Task What_changed_is_asked_for_by_QuickBooks_own_clock_without_an_offset_and_with_an_overlap()
    {
        await using var world = await DesktopWorld.StartAsync();
        // A Tuesday in July; the clock of QuickBooks' machine says four hours less.
        world.Clock.SetUtcNow(new DateTimeOffset(2026, 7, 21, 18, 0, 0, TimeSpan.Zero));
        world.Company.Add("Ann", null, ("Email", "ann@x.com"), ("LastName", "Ann"));
        world.Clock.Advance(TimeSpan.FromHours(5));
        await world.SyncAsync();

        var update = await world.SyncAsync();

        Assert.Equal("2026-07-21T13:58:00", Regex.Match(string.Concat(update.Requests), "<FromModifiedDate>(.*?)<").Groups[1].Value);
        Assert.Equal("2026-07-19", Regex.Match(string.Concat(update.Requests), "<FromDeletedDate>(.*?)<").Groups[1].Value);
    }

    [Theory]
    [InlineData(87, true)]
    [InlineData(89, false)]
    public async Task Deletions_are_asked_for_as_long_as_QuickBooks_remembers_all_of_them(int days, bool isAsked)
    {
        await using var world = await DesktopWorld.StartAsync(profile => profile with { Deletions = DeletionsPolicy.Propagate });
        var gone = world.Company.Add("Ann", null, ("Email", "ann@x.com"), ("LastName", "Ann"));
        world.Company.Add("Cy", null, ("Email", "cy@x.com"), ("LastName", "Cy"));
        await world.SyncAsync();
        world.Company.Delete(gone);
        world.Clock.Advance(TimeSpan.FromDays(days));

        var update = await world.SyncAsync();

        Assert.Equal(isAsked, string.Concat(update.Requests).Contains("ListDeletedQueryRq", StringComparison.Ordinal));
        Assert.Equal(["cy@x.com"], world.Crm.Existing.Select(record => record["Email"]));
    }

    [Fact]
    public async Task Jobs_take_part_where_the_profile_says_so()
    {
        await using var world = await DesktopWorld.StartAsync(profile => profile with { Qb = (QuickBooksDesktopSettings)profile.Qb with { IncludeJobs = true } });
        var parent = world.Company.Add("Ann", null, ("Email", "ann@x.com"), ("LastName", "Ann"));
        var job = world.Company.Add("Kitchen", parent, ("Email", "kitchen@x.com"), ("LastName", "Kitchen"));
        await world.SyncAsync();
        world.Crm.Edit(world.Crm.Existing.Single(record => record["Email"] == "kitchen@x.com").Id, "LastName", "New");
        world.Clock.Advance(TimeSpan.FromMinutes(15));

        await world.SyncAsync();

        Assert.Equal(("New", "Kitchen", parent), (job["LastName"], job.Name, job.Parent));
        Assert.Equal(2, world.Crm.Existing.Count);
    }

    [Fact]
    public async Task A_customer_that_is_active_again_has_its_link_again()
    {
        await using var world = await DesktopWorld.StartAsync();
        var ann = world.Company.Add("Ann", null, ("Email", "ann@x.com"), ("LastName", "Ann"));
        world.Company.Add("Cy", null, ("Email", "cy@x.com"), ("LastName", "Cy"));
        await world.SyncAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        world.Company.SetActive(ann, false);
        await world.SyncAsync();
        Assert.Equal(1, world.Run.Held);
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        world.Company.SetActive(ann, true);
        world.Company.Edit(ann, ("LastName", "Again"));

        await world.SyncAsync();

        Assert.Equal(["Again", "Cy"], world.Crm.Existing.Select(record => record["LastName"]).Order());
    }
}
