using System.Globalization;
using CrmQbSync.Bench.Data;
using CrmQbSync.Bench.Measuring;

namespace CrmQbSync.Bench.Rows;

/// <summary>
/// A first synchronisation with an emulated company of QuickBooks Online, 100 ms a call, its limits enforced, against the time that these permit; and the calls that
/// reading, writing and a run without changes take.
/// </summary>
internal sealed class QuickBooksOnlineRow : IRow
{
    private const int Records = 20_000;
    private const int BatchSize = 30;
    private const int BatchesAMinute = 40;
    private const int CallsAtOnce = 10;
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(100);

    public string Name => "qbo";

    public IEnumerable<Figure> Measure() => MeasureAsync().GetAwaiter().GetResult();

    private static async Task<List<Figure>> MeasureAsync()
    {
        await using var folder = await QuickBooksFolder.MakeAsync(Records);
        var started = TimeProvider.System.GetTimestamp();
        var run = await folder.RunAsync();
        var time = TimeProvider.System.GetElapsedTime(started);
        var calls = folder.Emulator.ApiCalls;
        var written = run.QbCreated + run.QbUpdated;
        if (written != Records / 10 || run.CrmCreated != Records / 20)
            throw new InvalidOperationException($"{written} customers and {run.CrmCreated} contacts were written.");
        var firstWrite = calls.ToList().FindIndex(call => call.Resource == "batch");
        var reading = calls.Take(firstWrite).Count(call => call.Method == "GET");
        var batches = calls.Count(call => call.Resource == "batch");
        var permitted = Permitted(written);
        folder.Emulator.ForgetCalls();
        await folder.RunAsync();
        return
        [
            Figure.Ratio($"first synchronisation of {Records:N0} x {Records:N0}, {written:N0} customers written", new Lap(time, time), new Lap(permitted, permitted), 1.3, "permitted"),
            Count("calls to read them", reading, ((Records + 999) / 1000) + 2),
            Count("batches", batches, (written + BatchSize - 1) / BatchSize),
            Count("other calls for writing", calls.Count - reading - batches, (written + 999) / 1000),
            Count("refused for a limit", folder.Emulator.LimitsExceeded, 0),
            Count("calls of a run without changes", folder.Emulator.ApiCalls.Count, 2),
        ];
    }

    /// <summary>
    /// The least time that the published limits permit, whatever a client does: all pages at once, ten calls under way, then as many full batches as are needed, of
    /// which forty a minute may begin.
    /// </summary>
    private static TimeSpan Permitted(int written)
    {
        var batches = (written + BatchSize - 1) / BatchSize;
        var rounds = ((Records + 999) / 1000 + CallsAtOnce - 1) / CallsAtOnce;
        return TimeSpan.FromMinutes((batches - 1) / BatchesAMinute) + (Latency * (rounds + 1));
    }

    private static Figure Count(string what, int value, int limit) => new(what, value, limit, "calls", value.ToString(CultureInfo.InvariantCulture));
}
