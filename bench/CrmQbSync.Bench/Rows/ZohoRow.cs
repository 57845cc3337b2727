using System.Globalization;
using CrmQbSync.Bench.Data;
using CrmQbSync.Bench.Measuring;
using CrmQbSync.Contacts;

namespace CrmQbSync.Bench.Rows;

/// <summary>
/// Calls and times of Zoho CRM, against the emulator at 100 ms a call: what a run costs is what the service counts and how long it takes to answer. The
/// emulator is a process of its own.
/// </summary>
internal sealed class ZohoRow : IRow
{
    private const int Records = 10_000;
    private const int Turns = 3;
    private const double Latency = 0.1;

    /// <summary>Writes of many rows at once; the same for all editions but the free one.</summary>
    private const int Concurrency = 10;

    public string Name => "zoho";

    public IEnumerable<Figure> Measure()
    {
        using var service = new ZohoService();
        var turns = Enumerable.Range(0, Turns).Select(_ => MeasureTurn(service)).ToList();
        yield return Calls($"creating {Records / 2:N0} contacts", turns.Max(turn => turn.Creating.Calls), Ceiling(Records / 2, 100));
        yield return Wall("creating", turns.Select(turn => turn.Creating).MinBy(writing => writing.Time));
        yield return Calls("a run without changes straight after creating", turns.Max(turn => turn.Quiet), 3);
        yield return Calls($"updating {Records:N0} contacts", turns.Max(turn => turn.Updating.Calls), 2 * Ceiling(Records, 100));
        yield return Wall("updating", turns.Select(turn => turn.Updating).MinBy(writing => writing.Time));
        yield return Calls("a run without changes straight after updating", turns.Max(turn => turn.QuietAgain), 3);
        yield return Calls($"reading {Records:N0} contacts", turns.Max(turn => turn.Reading), Ceiling(Records, 2000) + 3);
    }

    private static Turn MeasureTurn(ZohoService service)
    {
        using var folder = ZohoFolder.Make(service, Records, TimeSpan.FromSeconds(Latency));
        // Half of the people are on either side at first. To begin with nothing goes to the file, which would want the processors for itself.
        var first = folder.Run(SyncMode.Import);
        Demand(first.Run.CrmCreated, Records / 2);
        var quiet = folder.Run(SyncMode.Import);
        Demand(quiet.Run.CrmCreated + quiet.Run.CrmUpdated, 0);
        folder.Run();
        folder.ChangeFile();
        var updating = folder.Run();
        Demand(updating.Run.CrmUpdated, Records);
        var quietAgain = folder.Run();
        Demand(quietAgain.Run.CrmUpdated + quietAgain.Run.QbUpdated, 0);
        var reading = folder.Read();
        Demand(reading.Contacts, Records);
        return new Turn(
            (Count(first.Calls, "POST", "/crm/v8/Contacts"), first.Writing),
            quiet.Calls.Count,
            (Count(updating.Calls, "PUT", "/crm/v8/Contacts") + updating.Calls.Count(call => call.IsLookUp), updating.Writing),
            quietAgain.Calls.Count,
            reading.Calls.Count);
    }

    private static Figure Calls(string what, int calls, int limit) =>
        new($"{what}: calls", calls, limit, "calls", string.Create(CultureInfo.InvariantCulture, $"{Latency * 1000:0} ms each"));

    private static Figure Wall(string what, (int Calls, TimeSpan Time) writing)
    {
        var (time, least) = (writing.Time, writing.Calls * Latency / Concurrency);
        return new($"{what}: time against calls x latency / concurrency", time.TotalSeconds / least, 1.3, "x", string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s, least {least:0.00} s"));
    }

    private static int Count(IReadOnlyList<ZohoServiceCall> calls, string method, string path) => calls.Count(call => call.Method == method && call.Path == path);

    private static int Ceiling(int count, int size) => (count + size - 1) / size;

    private static void Demand(int found, int expected)
    {
        if (found != expected)
            throw new InvalidOperationException($"{expected} were expected, {found} were found.");
    }

    private sealed record Turn((int Calls, TimeSpan Time) Creating, int Quiet, (int Calls, TimeSpan Time) Updating, int QuietAgain, int Reading);
}
