using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;
using static CrmQbSync.Tests.Connections.QuickBooksOnline.QuickBooksBench;

namespace CrmQbSync.Tests.Connections.QuickBooksOnline;

/// <summary>Rule 8.5: after a stop no new request begins, and what is under way gets a moment to settle.</summary>
public sealed class StopTests
{
    private const int MostTries = 10;

    [Fact]
    public async Task Rule_8_5_A_refused_name_is_tried_again_by_the_next_run_and_what_the_batch_did_is_told()
    {
        // On a machine so busy that the batch is not answered in that moment, nothing is told of it; then the same is done once more.
        for (var tries = 1; !await StopInBatchAsync(); tries++)
            Assert.True(tries < MostTries, "What was done was never told.");
    }

    /// <returns>Whether what the batch did is told.</returns>
    private static async Task<bool> StopInBatchAsync()
    {
        await using var bench = await StartAsync();
        bench.Company.AddVendor("Ada Lovelace");
        bench.WriteContacts(Contact(1, "ada@example.com", ("FirstName", "Ada"), ("LastName", "Lovelace")), Contact(2, "bob@example.com", ("LastName", "Bob")));
        using var stop = new CancellationTokenSource();
        var late = 0;
        bench.Emulator.Meanwhile = call =>
        {
            if (stop.IsCancellationRequested)
                Interlocked.Increment(ref late);
            else if (call.Resource == "batch")
                stop.Cancel();
        };

        var stopped = await bench.Engine.RunAsync(bench.Profile, new RunOptions(), new SilentObserver(), stop.Token);

        Assert.Equal((RunStatus.Cancelled, 0), (stopped.Run!.Status, late));
        bench.Emulator.Meanwhile = null;
        bench.Wait();
        await bench.SucceedAsync();
        Assert.Equal(["Ada Lovelace (2)", "Bob"], bench.Company.Customers.Select(customer => (string)customer["DisplayName"]!).Order(StringComparer.Ordinal));
        return stopped.Run.QbCreated == 1;
    }
}
