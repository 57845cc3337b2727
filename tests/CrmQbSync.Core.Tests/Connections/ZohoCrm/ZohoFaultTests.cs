using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.Running;
using CrmQbSync.State;

namespace CrmQbSync.Tests.Connections.ZohoCrm;

/// <summary>No double, whatever happens; limits; what the entries say.</summary>
public sealed class ZohoFaultTests
{
    public static TheoryData<ZohoFaultKind, int> Lost()
    {
        var data = new TheoryData<ZohoFaultKind, int>();
        foreach (var kind in new[]
        {
            ZohoFaultKind.ErrorBefore, ZohoFaultKind.ErrorAfter, ZohoFaultKind.ResetBefore, ZohoFaultKind.ResetAfter, ZohoFaultKind.TornBody,
            ZohoFaultKind.Unauthorized, ZohoFaultKind.TooManyWithWait, ZohoFaultKind.TooMany, ZohoFaultKind.Unavailable,
        })
        {
            data.Add(kind, 1);
            data.Add(kind, 3);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Lost))]
    public async Task Nothing_is_created_twice(ZohoFaultKind kind, int times)
    {
        await using var world = await ZohoWorld.StartAsync();
        for (var number = 0; number < 130; number++)
            world.AddCustomer($"{number}", $"p{number}@x.example", "Pat", $"Person {number}", number < 5 ? "Acme" : "");
        world.Emulator.Faults.Add(kind, "POST", "/crm/v8/Contacts", times);
        var first = await world.RunAsync();
        world.Emulator.Faults.Clear();
        var second = await world.SucceedAsync();
        Assert.Equal(130, world.Zoho.Contacts.Existing.Count());
        Assert.Equal(130, (await world.LinksAsync()).Count);
        var third = await world.SucceedAsync();
        Assert.Equal(0, third.CrmCreated + third.CrmUpdated + third.QbCreated + third.QbUpdated);
        // What the first run is told to have done only by the second is in the first run's row.
        var history = await world.Engine.GetHistoryAsync(world.Profile, new RunQuery(), CancellationToken.None).ToListAsync();
        Assert.Equal(130, history.Sum(run => run.CrmCreated));
        Assert.NotNull(first.Run);
        Assert.NotNull(second);
    }

    /// <summary>It is done, and the answer takes longer than anybody waits.</summary>
    [Theory]
    [InlineData("POST", "/crm/v8/Contacts")]
    [InlineData("POST", "/crm/v8/Accounts/upsert")]
    [InlineData("PUT", "/crm/v8/Contacts")]
    public async Task What_was_done_though_the_answer_did_not_come_in_time_is_found(string method, string path)
    {
        await using var world = await ZohoWorld.StartAsync();
        world.Zoho.AddContact(("Last_Name", "Old"), ("Email", "old@x.example"));
        world.AddCustomer("0", "old@x.example", "", "Old");
        await world.SucceedAsync();
        world.EditFile(",Old", ",New");
        for (var number = 1; number < 30; number++)
            world.AddCustomer($"{number}", $"p{number}@x.example", "", $"Person {number}", "Acme");
        world.Emulator.Faults.Add(new ZohoFault(ZohoFaultKind.Slow, request => request.Method == method && request.Path == path, Delay: TimeSpan.FromMinutes(1)));
        world.Clock.PassesTimeOuts = true;

        var running = world.RunAsync();
        while (!running.IsCompleted && !world.Emulator.ApiCalls.Any(call => call.Method == method && call.Path == path))
            await Task.Delay(20);
        await Task.Delay(100);
        world.Clock.Advance(TimeSpan.FromSeconds(131));
        var first = await running;

        Assert.True(first.Error is null, $"{first.Error}");
        await world.SucceedAsync();
        Assert.Equal(30, world.Zoho.Contacts.Existing.Count());
        Assert.Equal(30, world.Zoho.Contacts.Existing.Select(contact => contact.Text("Email")).Distinct().Count());
        Assert.Single(world.Zoho.Accounts.Existing);
        Assert.Contains(world.Zoho.Contacts.Existing, contact => contact.Text("Last_Name") == "New");
    }

    [Theory]
    [MemberData(nameof(Lost))]
    public async Task Updates_are_written_whatever_happens_to_the_answers(ZohoFaultKind kind, int times)
    {
        await using var world = await ZohoWorld.StartAsync();
        for (var number = 0; number < 20; number++)
        {
            world.Zoho.AddContact(("Last_Name", $"Person {number}"), ("Email", $"p{number}@x.example"));
            world.AddCustomer($"{number}", $"p{number}@x.example", "", $"Person {number}");
        }
        await world.SucceedAsync();
        world.EditFile(",Person ", ",Human ");
        world.Emulator.Faults.Add(kind, "PUT", "/crm/v8/Contacts", times);
        await world.RunAsync();
        world.Emulator.Faults.Clear();
        await world.SucceedAsync();
        Assert.All(world.Zoho.Contacts.Existing, contact => Assert.StartsWith("Human", contact.Text("Last_Name"), StringComparison.Ordinal));
        var quiet = await world.SucceedAsync();
        Assert.Equal(0, quiet.CrmUpdated + quiet.QbUpdated);
    }

    [Theory]
    [InlineData(ZohoFaultKind.ErrorAfter)]
    [InlineData(ZohoFaultKind.ResetAfter)]
    [InlineData(ZohoFaultKind.ErrorBefore)]
    public async Task Deletions_are_done_once(ZohoFaultKind kind)
    {
        await using var world = await ZohoWorld.StartAsync();
        world.More = "deletions: Propagate";
        var ann = world.Zoho.AddContact(("Last_Name", "Archer"), ("Email", "ann@x.example"));
        world.Zoho.AddContact(("Last_Name", "Baker"), ("Email", "bob@x.example"));
        await world.SucceedAsync();
        File.WriteAllLines(world.QbPath, File.ReadAllLines(world.QbPath).Where(line => !line.Contains("ann@", StringComparison.Ordinal)));
        world.Emulator.Faults.Add(kind, "DELETE", "/crm/v8/Contacts");
        var run = await world.SucceedAsync();
        Assert.Equal(1, run.CrmDeleted);
        Assert.NotNull(ann.Deleted);
    }

    [Theory]
    [InlineData(ZohoStalePolicy.PerRow)]
    [InlineData(ZohoStalePolicy.WholeCall)]
    [InlineData(ZohoStalePolicy.Ignored)]
    public async Task A_contact_that_was_changed_meanwhile_is_not_overwritten(ZohoStalePolicy policy)
    {
        await using var world = await ZohoWorld.StartAsync();
        world.Zoho.StalePolicy = policy;
        var ann = world.Zoho.AddContact(("Last_Name", "Archer"), ("Email", "ann@x.example"), ("Phone", "+1 212 555 0100"));
        var bob = world.Zoho.AddContact(("Last_Name", "Baker"), ("Email", "bob@x.example"));
        await world.SucceedAsync();
        world.EditFile("Archer", "Arrow");
        world.EditFile("Baker", "Bolt");
        var changed = false;
        // Between the look and the write where the header is heeded; before the look where it is not.
        var moment = policy == ZohoStalePolicy.Ignored ? "/coql" : "/Contacts";
        world.Emulator.BeforeCall = request =>
        {
            if (changed || !request.Path.EndsWith(moment, StringComparison.Ordinal) || (moment == "/coql" ? !request.Body.Contains("id in", StringComparison.Ordinal) : request.Method != "PUT"))
                return;
            changed = true;
            world.Clock.Advance(TimeSpan.FromSeconds(2));
            world.Zoho.Change(ann, ("Last_Name", "Archer-Smith"), ("Phone", "+1 212 555 0111"));
        };
        await world.SucceedAsync();
        Assert.True(changed);
        Assert.Equal(("Archer-Smith", "+1 212 555 0111"), (ann.Text("Last_Name"), ann.Text("Phone")));
        Assert.Equal("Bolt", bob.Text("Last_Name"));
        await world.SucceedAsync();
        Assert.Contains(world.Customers(), row => row[3] == "Archer-Smith" && row[5] == "+1 212 555 0111");
    }

    [Fact]
    public async Task A_refused_row_keeps_Zohos_code_and_message_and_the_others_are_written()
    {
        await using var world = await ZohoWorld.StartAsync();
        var locked = world.Zoho.AddContact(("Last_Name", "Archer"), ("Email", "ann@x.example"));
        var inApproval = world.Zoho.AddContact(("Last_Name", "Baker"), ("Email", "bob@x.example"));
        world.Zoho.AddContact(("Last_Name", "Cole"), ("Email", "cy@x.example"));
        await world.SucceedAsync();
        (locked.Refusal, inApproval.Refusal) = ("RECORD_LOCKED", "NOT_APPROVED");
        world.EditFile("Archer", "Arrow");
        world.EditFile("Baker", "Bolt");
        world.EditFile("Cole", "Coal");
        world.AddCustomer("99", "bad@x.", "", "Bad");
        var run = (await world.RunAsync()).Run!;
        var entries = await world.EntriesAsync(run.SyncId);
        Assert.Equal((RunStatus.CompletedWithErrors, 1, 3), (run.Status, run.CrmUpdated, run.Failed));
        Assert.Equal(["INVALID_DATA", "NOT_APPROVED", "RECORD_LOCKED"], entries.Where(entry => entry.Status == EntryStatus.Failed).Select(entry => entry.ErrorCode!).Order(StringComparer.Ordinal));
        Assert.Contains("Email", entries.Single(entry => entry.ErrorCode == "INVALID_DATA").Message, StringComparison.Ordinal);
        locked.Refusal = inApproval.Refusal = null;
        world.EditFile("bad@x.,", "good@x.example,");
        Assert.Equal(2, (await world.SucceedAsync()).CrmUpdated);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Other_statuses_of_mixed_results_are_read_row_by_row(bool sandbox, bool likeV2)
    {
        await using var world = await ZohoWorld.StartAsync();
        (world.Zoho.IsSandbox, world.Zoho.AnswersLikeV2) = (sandbox, likeV2);
        world.AddCustomer("1", "ann@x.example", "", "Archer");
        world.AddCustomer("2", "bad@x.", "", "Bad");
        var run = (await world.RunAsync()).Run!;
        Assert.Equal((1, 1), (run.CrmCreated, run.Failed));
    }

    [Fact]
    public async Task A_contact_with_the_address_that_the_run_could_not_see_is_not_doubled()
    {
        await using var world = await ZohoWorld.StartAsync();
        world.Zoho.Contacts.Fields["Email"] = world.Zoho.Contacts.Fields["Email"] with { IsUnique = true };
        world.AddCustomer("1", "ann@x.example", "", "Archer");
        world.Emulator.BeforeCall = request =>
        {
            if (request is { Method: "POST", Path: "/crm/v8/Contacts" } && !world.Zoho.Contacts.Existing.Any())
                world.Zoho.AddContact(("Last_Name", "Archer"), ("Email", "ANN@x.example"));
        };
        var first = await world.RunAsync();
        Assert.Equal("DUPLICATE_DATA", (await world.EntriesAsync(first.Run!.SyncId)).Single(entry => entry.Status == EntryStatus.Failed).ErrorCode);
        await world.SucceedAsync();
        Assert.Single(world.Zoho.Contacts.Existing);
        Assert.Single(await world.LinksAsync());
    }

    [Fact]
    public async Task When_the_credits_are_gone_the_run_says_when_to_go_on_and_the_next_one_goes_on()
    {
        await using var world = await ZohoWorld.StartAsync();
        for (var number = 0; number < 500; number++)
            world.AddCustomer($"{number}", $"p{number}@x.example", "", $"Person {number}");
        world.Zoho.Edition = "free";
        // Enough to read, and to write some.
        world.Zoho.CreditLimit = 24;
        var result = await world.RunAsync();
        Assert.Equal((SyncErrorId.RateLimited, RunStatus.Failed), (result.Error?.Id, result.Run!.Status));
        Assert.Contains("Go on after", result.Error!.Advice, StringComparison.Ordinal);
        var made = world.Zoho.Contacts.Existing.Count();
        Assert.InRange(made, 100, 499);
        world.Zoho.CreditLimit = 5000;
        var next = await world.SucceedAsync();
        Assert.Equal(500, world.Zoho.Contacts.Existing.Count());
        Assert.Equal(500 - made, next.CrmCreated);
    }

    [Fact]
    public async Task A_service_that_stays_out_of_order_ends_the_run_and_too_many_requests_do()
    {
        await using var world = await ZohoWorld.StartAsync();
        world.Zoho.AddContact(("Last_Name", "Archer"), ("Email", "ann@x.example"));
        world.Emulator.Faults.Add(new ZohoFault(ZohoFaultKind.Unavailable, request => request.Path.EndsWith("/coql", StringComparison.Ordinal), 100));
        Assert.Equal(SyncErrorId.ServiceUnavailable, (await world.RunAsync()).Error?.Id);
        world.Emulator.Faults.Clear();
        world.Emulator.Faults.Add(new ZohoFault(ZohoFaultKind.TooMany, request => request.Path.EndsWith("/coql", StringComparison.Ordinal), 100));
        var limited = (await world.RunAsync()).Error;
        Assert.Equal(SyncErrorId.RateLimited, limited?.Id);
        Assert.Contains("go on in an hour", limited!.Advice, StringComparison.Ordinal);
        world.Emulator.Faults.Clear();
        world.Emulator.Faults.Add(new ZohoFault(ZohoFaultKind.ResetBefore, request => request.Path.EndsWith("/coql", StringComparison.Ordinal), 2));
        world.Emulator.Faults.Add(new ZohoFault(ZohoFaultKind.TornBody, request => request.Path.EndsWith("/coql", StringComparison.Ordinal), 1));
        await world.SucceedAsync();
        Assert.Single(world.Customers());
    }

    [Fact]
    public async Task Nothing_that_a_run_leaves_holds_a_token_or_a_secret()
    {
        await using var world = await ZohoWorld.StartAsync();
        world.Zoho.AddContact(("Last_Name", "Archer"), ("Email", "ann@x.example"), ("Account_Name", "Archer Ltd"));
        world.AddCustomer("1", "bob@x.example", "", "Baker", "Beta");
        world.Emulator.Faults.Add(ZohoFaultKind.Unauthorized, "POST", "/coql");
        world.Emulator.Faults.Add(ZohoFaultKind.ResetAfter, "POST", "/crm/v8/Contacts");
        await world.SucceedAsync();
        world.Secrets.Values["zoho-secret"] = "a-wrong-secret-77";
        world.Emulator.Accounts.EndAccessTokens();
        world.Clock.Advance(TimeSpan.FromHours(2));
        var refused = await world.RunAsync();
        Assert.Equal(SyncErrorId.AuthenticationFailed, refused.Error?.Id);
        string[] secrets = [.. world.Emulator.Accounts.Secrets, world.Emulator.Accounts.ClientSecret, "a-wrong-secret-77"];
        var texts = Directory.GetFiles(world.Folder, "*", SearchOption.AllDirectories).Select(file => System.Text.Encoding.Latin1.GetString(ReadShared(file)))
            .Concat(world.Log.Lines).Append(refused.Error!.ToString()).Append(refused.Run!.Message ?? "");
        Assert.All(texts, text => Assert.DoesNotContain(secrets, secret => text.Contains(secret, StringComparison.Ordinal)));
        Assert.DoesNotContain(world.Log.Lines, line => line.Contains("ann@x.example", StringComparison.Ordinal) || line.Contains("Archer", StringComparison.Ordinal));
        Assert.Contains(world.Log.Lines, line => line.Contains("/crm/v8/coql", StringComparison.Ordinal));
    }

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
