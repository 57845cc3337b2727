using CrmQbSync.Emulators.QuickBooksOnline;
using CrmQbSync.Running;
using Newtonsoft.Json.Linq;
using static CrmQbSync.Tests.Connections.QuickBooksOnline.QuickBooksBench;

namespace CrmQbSync.Tests.Connections.QuickBooksOnline;

/// <summary>How fast the service's limits let calls go, whoever of a company makes them.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task What_an_earlier_run_sent_within_the_minute_counts()
    {
        await using var bench = await StartAsync();
        bench.Emulator.Knobs.EnforcesLimits = true;
        string[] People(string name) => [.. Enumerable.Range(1, 1150).Select(number => Contact(number, $"c{number}@example.com", ("LastName", $"{name} {number}")))];
        bench.WriteContacts(People("Contact"));
        var first = await bench.SucceedAsync();
        bench.WriteContacts(People("Person"));
        // Starting PowerShell takes a moment.
        bench.Clock.Advance(TimeSpan.FromSeconds(2));
        var second = await bench.SucceedAsync();
        bench.Clock.Advance(TimeSpan.FromSeconds(2));
        var undo = (await bench.UndoAsync(second.SyncId)).Run!;

        Assert.Equal((1150, 1150, 1150), (first.QbCreated, second.QbUpdated, undo.QbUpdated));
        Assert.Equal(0, bench.Emulator.LimitsExceeded);
        Assert.InRange(bench.Clock.Waited.TotalMinutes, 2, 2.5);
    }

    [Fact]
    public async Task Two_profiles_of_one_company_keep_its_limits_together()
    {
        await using var bench = await StartAsync();
        bench.Emulator.Knobs.EnforcesLimits = true;
        bench.WriteContacts([.. Enumerable.Range(1, 900).Select(number => Contact(number, $"c{number}@example.com", ("LastName", $"Contact {number}")))]);
        File.WriteAllLines(bench.In("others.csv"), [Header, .. Enumerable.Range(1, 900).Select(number => Contact(number, $"o{number}@example.com", ("LastName", $"Other {number}")))]);
        var path = bench.In("others.yaml");
        File.WriteAllText(path, File.ReadAllText(bench.Profile.Path)
            .Replace("contacts.csv", "others.csv", StringComparison.Ordinal).Replace("acme.state.db", "others.state.db", StringComparison.Ordinal));
        var other = new CrmQbSync.Profiles.ProfileStore(_ => null).Read(path);

        var results = await Task.WhenAll(
            bench.RunAsync(),
            bench.Engine.RunAsync(other, new CrmQbSync.Running.RunOptions(), new CrmQbSync.Tests.Doubles.SilentObserver(), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(120)));

        Assert.All(results, result => Assert.Equal((RunStatus.Succeeded, 900), (result.Run!.Status, result.Run.QbCreated)));
        Assert.Equal(0, bench.Emulator.LimitsExceeded);
        Assert.InRange(bench.BusiestMinute(batchesOnly: true), 1, 40);
        Assert.InRange(bench.Emulator.PeakRequests, 1, 10);
    }
}
