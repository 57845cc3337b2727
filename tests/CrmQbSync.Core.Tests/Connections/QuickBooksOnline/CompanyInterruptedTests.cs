using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Laws;
using Newtonsoft.Json.Linq;
using Faulty = CrmQbSync.Emulators.QuickBooksOnline.FaultKind;

namespace CrmQbSync.Tests.Connections.QuickBooksOnline;

/// <summary>One rich run over an emulated company that something happens to at every single step, or every single call (law 8).</summary>
public sealed class CompanyInterruptedTests
{
    [Theory]
    [InlineData(FaultKind.Kill)]
    [InlineData(FaultKind.ServiceGone)]
    [InlineData(FaultKind.Stop)]
    public async Task Whatever_happens_at_any_step_the_next_run_finishes_the_work(FaultKind kind)
    {
        var expected = await UndisturbedAsync();
        var step = 0;
        while (true)
        {
            await using var world = await WithWorkToDoAsync();
            using var faults = new FaultSwitch(kind, ++step);
            await world.RunAsync(faults);
            if (!faults.HasStruck)
                break;
            await DemandFinishedAsync(world, expected, $"{kind} at step {step}, {faults.Steps[^1]}");
        }
        Assert.True(step > 15, $"There were only {step} steps.");
    }

    [Theory]
    [InlineData(Faulty.ErrorAfter, 6)]
    [InlineData(Faulty.ResetAfter, 6)]
    [InlineData(Faulty.ErrorBefore, 6)]
    [InlineData(Faulty.TornBody, 1)]
    [InlineData(Faulty.Unauthorized, 6)]
    [InlineData(Faulty.Throttled, 6)]
    public async Task Whichever_call_fails_the_next_run_finishes_the_work(Faulty fault, int times)
    {
        var expected = await UndisturbedAsync();
        for (var call = 1; ; call++)
        {
            await using var world = await WithWorkToDoAsync();
            var (at, count) = (call, 0);
            world.Emulator.Faults.Add(fault, request => request.IsApi && ++count >= at, times);
            await world.RunAsync();
            if (count < at)
            {
                Assert.True(call > 4, $"There were only {call - 1} calls.");
                break;
            }
            world.Emulator.Faults.Clear();
            await DemandFinishedAsync(world, expected, $"{fault} from call {call} on");
        }
    }

    [Fact]
    public async Task The_key_of_every_batch_is_in_the_journal_before_it_leaves()
    {
        await using var world = await WithWorkToDoAsync();
        world.Emulator.Faults.Add(Faulty.ErrorAfter, call => call.Resource == "batch" && call.Body.Contains("operation", StringComparison.Ordinal));
        var keys = new List<string>();
        var unknown = new List<string>();
        world.Emulator.Meanwhile = call =>
        {
            if (call.Resource != "batch" || !call.Body.Contains("operation", StringComparison.Ordinal))
                return;
            var key = call.Url.Split("requestid=")[1].Split('&')[0];
            keys.Add(key);
            // Another round of a batch has another body, and a key of its own made of the same token.
            var token = key.Split('-')[0];
            if (!world.States[world.Profile.StatePath]!.Intents.Any(intent => intent.Token == token))
                unknown.Add(key);
        };

        Assert.Equal(RunStatus.Succeeded, (await world.RunAsync()).Run!.Status);

        Assert.Empty(unknown);
        Assert.True(keys.Count > 2 && keys[0] == keys[1] && keys[^1] != keys[0], string.Join(' ', keys));
        Assert.Empty(world.Company.Complaints);
    }

    [Fact]
    public async Task Rule_8_12_A_customer_made_inactive_without_an_answer_becomes_active_again_under_its_name()
    {
        await using var counting = await WithWorkToDoAsync();
        using var counted = new FaultSwitch();
        await counting.RunAsync(counted);
        await using var world = await WithWorkToDoAsync();
        // The deletion is in a batch of its own kind, after the creations and updates.
        using var kill = new FaultSwitch(FaultKind.Kill, counted.Steps.ToList().LastIndexOf("Qb write's answer") + 1);
        await world.RunAsync(kill);
        Assert.Equal("Bell (deleted)", (string?)Assert.Single(world.Inactive)["DisplayName"]);
        world.Wait();
        Assert.Equal(RunStatus.Succeeded, (await world.RunAsync()).Run!.Status);

        var undo = await world.UndoAsync(2);

        Assert.True(undo.Run!.Status == RunStatus.Succeeded, undo.Error?.ToString());
        Assert.Contains(world.Existing, customer => (string?)customer["DisplayName"] == "Bell");
        Assert.Contains(world.Crm.Existing, contact => contact["Email"] == "bob@x.com");
        Assert.Empty(world.Guard.Breaches);
    }

    private static async Task<List<string>> UndisturbedAsync()
    {
        await using var world = await WithWorkToDoAsync();
        var done = await world.RunAsync();
        Assert.True(done.Run!.Status == RunStatus.Succeeded, $"{done.Error}\n{world.Log}");
        return world.Picture();
    }

    private static async Task DemandFinishedAsync(CompanyWorld world, List<string> expected, string place)
    {
        world.Wait();
        var second = await world.RunAsync();
        Assert.True(second.Run!.Status == RunStatus.Succeeded, $"{place}: {second.Run.Status} {second.Error}");
        var differences = EntryText.Difference("without", expected, "after " + place, world.Picture()).ToList();
        Assert.True(differences.Count == 0, string.Join('\n', differences));
        Assert.Empty(world.Company.Complaints);
        Assert.Empty(world.Guard.Breaches);
        Assert.Empty(world.States[world.Profile.StatePath]!.Intents);
    }

    /// <summary>Creations both ways, merging with updates both ways, an update with an address, a clearing, a deletion, a name that is taken; a first run has made some links.</summary>
    private static async Task<CompanyWorld> WithWorkToDoAsync()
    {
        var profile = World.ProfileOf(Pools.Fields.Select(field => World.Rule(field))) with { Deletions = DeletionsPolicy.Propagate, Blanks = BlanksPolicy.Clear };
        var world = await CompanyWorld.StartAsync(profile, SideShape.Service);
        var ann = Add(world, "ann@x.com", ("LastName", "Ames"), ("Notes", "old"), ("BillingCity", "Paris"));
        var bob = Add(world, "bob@x.com", ("LastName", "Bell"));
        Assert.Equal(RunStatus.Succeeded, (await world.RunAsync()).Run!.Status);
        world.Wait();

        world.Crm.Edit(ann, "Notes", null);
        world.Crm.Edit(ann, "BillingCity", "Rome");
        world.Edit(world.Existing[0], "Phone", "212-555-0199");
        world.Crm.Delete(bob);
        world.Company.AddVendor("Cole");
        Add(world, "cy@x.com", ("LastName", "Cole"));
        Add(world, "dee@x.com", ("LastName", "Dunn"), ("Notes", "crm"));
        var dee = world.Company.Add(new JObject { ["DisplayName"] = "Dee", ["PrimaryEmailAddr"] = new JObject { ["Address"] = "dee@x.com,d@y.com" }, ["CompanyName"] = "Acme" });
        Assert.NotNull(dee);
        world.Company.Add(new JObject { ["DisplayName"] = "Eve", ["PrimaryEmailAddr"] = new JObject { ["Address"] = "eve@x.com" } });
        world.Wait();
        return world;
    }

    private static string Add(CompanyWorld world, string email, params (string Field, string Value)[] values) =>
        world.Crm.Add([new KeyValuePair<string, string?>("Email", email), .. values.Select(value => new KeyValuePair<string, string?>(value.Field, value.Value))]);
}
