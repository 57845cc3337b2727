using CrmQbSync.Contacts;
using CrmQbSync.Emulators.WebConnector;
using CrmQbSync.Running;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>What QuickBooks says of single requests and of whole messages, and what becomes of that.</summary>
public sealed class AnswerTests
{
    [Theory]
    [InlineData(530, "JobTitle", "Buyer", "set its direction to None")]
    [InlineData(550, "Notes", "Knows everybody", "written without the notes")]
    public async Task What_QuickBooks_warns_of_is_done_told_and_not_tried_again_and_again(int status, string field, string value, string advice)
    {
        await using var world = await DesktopWorld.StartAsync();
        world.Company.Warn = request => request.Descendants(field).Any() ? (status, "The element was left out.", field) : null;
        world.AddContact("ann@x.com", ("LastName", "Lee"), (field, value));

        await world.SyncAsync();

        Assert.Equal((1, 0, 1, RunStatus.Succeeded), (world.Run.QbCreated, world.Run.Failed, world.Run.Warnings, world.Run.Status));
        var entry = Assert.Single(await world.EntriesAsync());
        Assert.Contains($"{status}: The element was left out.", entry.Warning);
        Assert.Contains(advice, entry.Warning);
        await world.AssertQuietAsync();
        Assert.Equal(value, Assert.Single(world.Crm.Existing)[field]);
    }

    /// <summary>Each status of the sheet that a write may meet: in the entry with QuickBooks' words and what to do.</summary>
    [Fact]
    public async Task Every_status_is_in_its_entry_with_what_to_do()
    {
        (int Status, string Advice)[] cases =
        [
            (1000, "verify and rebuild"), (1010, "Run the update again"), (1030, "Run the update again"), (3000, "matches the records afresh"), (3010, "Correct it in the CRM"), (3020, "Correct it"),
            (3110, "Correct it"), (3120, "matches the records afresh"), (3140, "refers to was deleted"), (3150, "Run the update again"), (3170, "Close it there"), (3175, "Close it there"),
            (3176, "Close it there"), (3180, "Close it there"), (3210, "Correct it"), (3250, "switched off"), (3260, "widen the user's rights"), (3261, "Integrated Applications"),
            (3263, "read-only"), (9100, "Run the update again"),
        ];
        await using var world = await DesktopWorld.StartAsync();
        foreach (var (status, _) in cases)
            world.AddContact($"s{status}@x.com", ("LastName", $"S{status}"));
        world.Company.Refuse = request => cases.FirstOrDefault(known => request.Value.Contains($"s{known.Status}@x.com", StringComparison.Ordinal)) is { Status: > 0 } met
            ? (met.Status, $"QuickBooks' words on {met.Status}.")
            : null;

        await world.SyncAsync();

        var entries = (await world.EntriesAsync()).ToDictionary(entry => entry.ErrorCode!);
        Assert.Equal(cases.Length, world.Run.Failed);
        foreach (var (status, advice) in cases)
        {
            var entry = entries[status.ToString(System.Globalization.CultureInfo.InvariantCulture)];
            Assert.Equal((EntryStatus.Failed, $"s{status}@x.com"), (entry.Status, entry.Email));
            Assert.StartsWith($"QuickBooks' words on {status}.", entry.Message);
            Assert.Contains(advice, entry.Message);
        }
    }

    [Fact]
    public async Task A_duplicate_of_another_kind_is_not_tried_again()
    {
        await using var world = await DesktopWorld.StartAsync();
        world.AddContact("ann@x.com", ("LastName", "Lee"));
        world.Company.Refuse = request => request.Name.LocalName == "CustomerAddRq" ? (3180, "There was an error when saving a Customer: it exists already.") : null;

        await world.SyncAsync();

        Assert.Equal((1, 1), (world.Run.Failed, world.Company.Requests.Count(request => request == "CustomerAddRq")));
    }

    [Theory]
    [InlineData(true, false, "CustomerQueryRq")]
    [InlineData(true, true, "CustomerQueryRq")]
    [InlineData(false, true, "CustomerQueryRq")]
    [InlineData(true, false, "CustomerModRq")]
    [InlineData(false, false, "CustomerModRq")]
    public async Task A_customer_that_is_deleted_meanwhile_stops_nobody_in_whichever_way_QuickBooks_says_so(bool isNotFound, bool failsQueries, string at)
    {
        await using var world = await DesktopWorld.StartAsync();
        world.Company.Switches = new CompanySwitches { UnknownIdIsNotFound = isNotFound, UnknownIdFailsQueries = failsQueries };
        var (ann, bob) = (world.AddContact("ann@x.com", ("LastName", "Lee")), world.AddContact("bob@x.com", ("LastName", "Ames")));
        await world.SyncAsync();
        world.Crm.Edit(ann, "LastName", "Long");
        world.Crm.Edit(bob, "LastName", "Bell");
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        var gone = world.Customer("ann@x.com");
        world.Company.BeforeRequest = request =>
        {
            if (request.Name.LocalName == at && request.Descendants("ListID").Any() && world.Company.Customers.Contains(gone))
                world.Company.Delete(gone);
        };

        await world.SyncAsync();

        Assert.Equal("Bell", world.Customer("bob@x.com")["LastName"]);
        Assert.Equal(("ann@x.com", ErrorCodes.ChangedMeanwhile), Assert.Single((await world.EntriesAsync()).Where(entry => entry.Status == EntryStatus.Failed).Select(entry => (entry.Email, entry.ErrorCode))));
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        await world.SyncAsync();
        Assert.Equal(0, world.Run.Failed);
    }

    [Fact]
    public async Task What_QuickBooks_cannot_tell_about_is_found_out_by_the_next_session()
    {
        await using var world = await DesktopWorld.StartAsync();
        world.AddContact("ann@x.com", ("LastName", "Lee"));
        world.Company.Switches = new CompanySwitches { StoringFails = 9005 };

        var update = await world.UpdateAsync(new UpdatePlan());

        Assert.Contains("cannot tell whether it carried a message out (status 9005)", update.Error);
        Assert.Contains("it first finds out", update.Error);
        Assert.Single(world.Company.Customers);
        world.Company.Switches = new CompanySwitches();
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        await world.SyncAsync();
        Assert.Equal(RunStatus.Succeeded, world.Run.Status);
        await world.AssertQuietAsync();
        Assert.Single(world.Company.Customers);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_company_file_that_was_brought_back_from_a_backup_meanwhile_leads_to_no_double_and_no_loss(bool holdsTheCustomer)
    {
        await using var world = await DesktopWorld.StartAsync();
        world.Company.Add("Bob", null, ("Email", "bob@x.com"), ("LastName", "Ames"));
        await world.SyncAsync();
        world.AddContact("ann@x.com", ("LastName", "Lee"));
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        await world.UpdateAsync(new UpdatePlan { FaultOf = (_, set) => set.Element("CustomerAddRq") is null ? RequestFault.None : RequestFault.KilledAfter });
        world.Company.Messages.Forget();
        if (!holdsTheCustomer)
            world.Company.Delete(world.Customer("ann@x.com"));
        world.Clock.Advance(TimeSpan.FromMinutes(15));

        await world.SyncAsync();

        Assert.Equal(["ann@x.com", "bob@x.com"], world.Company.Customers.Select(customer => customer["Email"]).Order());
        await world.AssertQuietAsync();
    }

    [Fact]
    public async Task A_stop_in_the_Web_Connector_is_a_cancelled_run_and_the_next_goes_on()
    {
        await using var world = await DesktopWorld.StartAsync();
        world.AddContact("ann@x.com", ("LastName", "Lee"));

        var update = await world.UpdateAsync(new UpdatePlan { FaultOf = (number, _) => number == 1 ? RequestFault.Cancelled : RequestFault.None });

        Assert.Equal("Stopped", update.Status);
        Assert.Equal((RunStatus.Cancelled, SyncErrorId.Cancelled), (world.Run.Status, world.Watcher.Results.Last().Error!.Id));
        Assert.Contains("ended in the Web Connector", world.Run.Message);
        await world.SyncAsync();
        Assert.Equal(1, world.Run.QbCreated);
    }

    [Fact]
    public async Task Who_may_not_administer_the_CRM_is_told_in_the_Web_Connector_and_nothing_is_read()
    {
        await using var world = await DesktopWorld.StartAsync();
        world.Crm.RefusesAdministration = true;
        world.AddContact("ann@x.com", ("LastName", "Lee"));

        var update = await world.UpdateAsync();

        Assert.Contains("no administrator", update.Error);
        Assert.Contains("Sign in as one", update.Error);
        Assert.Empty(world.Company.Requests);
        Assert.Equal((RunStatus.Failed, SyncErrorId.NotAdministrator), (world.Run.Status, world.Watcher.Results.Last().Error!.Id));
    }

    [Fact]
    public async Task A_run_that_a_safety_limit_stops_is_told_in_the_Web_Connector_with_its_figures()
    {
        await using var world = await DesktopWorld.StartAsync(profile => profile with { MaxCreates = 2 });
        for (var number = 0; number < 3; number++)
            world.AddContact($"n{number}@x.com", ("LastName", $"N{number}"));

        var update = await world.UpdateAsync();

        Assert.Equal(RunStatus.Blocked, world.Run.Status);
        Assert.Contains("3", update.Error);
        Assert.Contains("maxCreates", update.Error);
        Assert.Empty(world.Company.Customers);
    }

    [Fact]
    public async Task What_a_job_owes_keeps_its_customer_active()
    {
        await using var world = await DesktopWorld.StartAsync(profile => profile with { Deletions = DeletionsPolicy.Propagate });
        var id = world.AddContact("ann@x.com", ("LastName", "Lee"));
        world.AddContact("bob@x.com", ("LastName", "Ames"));
        await world.SyncAsync();
        world.Company.Add("Kitchen", world.Customer("ann@x.com")).Balance = 12.5m;
        world.Crm.Delete(id);
        world.Clock.Advance(TimeSpan.FromMinutes(15));

        await world.SyncAsync();

        Assert.True(world.Customer("ann@x.com").IsActive);
        Assert.Contains(await world.EntriesAsync(), entry => entry is { Status: EntryStatus.Held, Reason: "OpenBalance" });
    }
}
