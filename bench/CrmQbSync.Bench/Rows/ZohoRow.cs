using System.Globalization;
using CrmQbSync.Bench.Data;
using CrmQbSync.Bench.Measuring;
using CrmQbSync.Emulators.ZohoCrm;

namespace CrmQbSync.Bench.Rows;

/// <summary>Calls and times of Zoho CRM, against the emulator at 100 ms a call: what a run costs is what the service counts and how long it takes to answer.</summary>
internal sealed class ZohoRow : IRow
{
    private const int Records = 10_000;
    private const double Latency = 0.1;

    /// <summary>Writes of many rows at once; the same for all editions but the free one.</summary>
    private const int Concurrency = 10;

    public string Name => "zoho";

    public IEnumerable<Figure> Measure()
    {
        WarmUp();
        using var folder = ZohoFolder.Start(Records, TimeSpan.FromSeconds(Latency));
        // The first creates on both sides: half of the people are on either.
        var first = folder.Run();
        Demand(first.Run.CrmCreated, Records / 2);
        var creating = Count(first.Calls, "POST", "/crm/v8/Contacts");
        yield return Calls($"creating {Records / 2:N0} contacts", creating, Ceiling(Records / 2, 100));
        yield return Wall("creating", first.Writing, creating);
        folder.Run();
        var quiet = folder.Run();
        Demand(quiet.Run.CrmCreated + quiet.Run.CrmUpdated + quiet.Run.QbUpdated, 0);
        yield return Calls("a run without changes", quiet.Calls.Count, 3);
        folder.ChangeFile();
        var updating = folder.Run();
        Demand(updating.Run.CrmUpdated, Records);
        var updates = Count(updating.Calls, "PUT", "/crm/v8/Contacts") + updating.Calls.Count(call => call.Request.Body.Contains("id in", StringComparison.Ordinal));
        yield return Calls($"updating {Records:N0} contacts", updates, 2 * Ceiling(Records, 100));
        yield return Wall("updating", updating.Writing, updates);
        var reading = folder.Read();
        Demand(reading.Contacts, Records);
        yield return Calls($"reading {Records:N0} contacts", reading.Calls.Count, Ceiling(Records, 2000) + 3);
    }

    /// <summary>The emulator shares the process: what compiling it takes is nothing that the service would.</summary>
    private static void WarmUp()
    {
        using var folder = ZohoFolder.Start(Records / 20, TimeSpan.Zero);
        folder.Run();
        folder.ChangeFile();
        folder.Run();
    }

    private static Figure Calls(string what, int calls, int limit) =>
        new($"{what}: calls", calls, limit, "calls", string.Create(CultureInfo.InvariantCulture, $"{Latency * 1000:0} ms each"));

    private static Figure Wall(string what, TimeSpan time, int calls)
    {
        var least = calls * Latency / Concurrency;
        return new($"{what}: time against calls x latency / concurrency", time.TotalSeconds / least, 1.3, "x", string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s, least {least:0.00} s"));
    }

    private static int Count(IReadOnlyList<ZohoCall> calls, string method, string path) => calls.Count(call => call.Method == method && call.Path == path);

    private static int Ceiling(int count, int size) => (count + size - 1) / size;

    private static void Demand(int found, int expected)
    {
        if (found != expected)
            throw new InvalidOperationException($"{expected} were expected, {found} were found.");
    }
}
