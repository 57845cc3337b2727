using System.Runtime.CompilerServices;
using CrmQbSync.Connections;

namespace CrmQbSync.Running;

/// <summary>
/// Brings batches to a service, as many at once as it allows. Each is in the journal before it is sent; some are journaled ahead, and outcomes are taken
/// while others are under way, so that the service never waits for the state.
/// </summary>
internal sealed class BatchPipeline(RunRecorder recorder, int atOnce) : IDisposable
{
    private readonly SemaphoreSlim _places = new(atOnce, atOnce);
    private readonly HashSet<WriteItem[]> _unsent = [];

    /// <summary>Sends all.</summary>
    /// <param name="batches">The batches.</param>
    /// <param name="send">Sends one.</param>
    /// <param name="take">Takes the outcomes of one.</param>
    /// <param name="cancellationToken">Stops it: nothing new is sent, and what was not sent is not left undecided.</param>
    public async Task RunAsync(
        IEnumerable<WriteItem[]> batches,
        Func<WriteItem[], Task<IReadOnlyList<WriteOutcome>>> send,
        Func<WriteItem[], IReadOnlyList<WriteOutcome>, Task> take,
        CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = atOnce == 1 ? 1 : 2 * atOnce, CancellationToken = cancellationToken };
        try
        {
            await Parallel.ForEachAsync(
                JournalAsync(batches, cancellationToken),
                options,
                async (batch, end) => await take(batch, await SendAsync(batch, send, end).ConfigureAwait(false)).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            if (_unsent.Count > 0)
                recorder.Add(changes => changes.SettledIntents.AddRange(_unsent.SelectMany(batch => batch).Select(item => item.Request.Token)));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    /// <summary>The batches, journaled: one transaction for as many as may be under way, the next while these are handed out.</summary>
    private async IAsyncEnumerable<WriteItem[]> JournalAsync(IEnumerable<WriteItem[]> batches, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var groups = batches.Chunk(atOnce).ToList();
        var journaled = groups.Count == 0 ? Task.CompletedTask : JournalAsync(groups[0], cancellationToken);
        try
        {
            for (var at = 0; at < groups.Count; at++)
            {
                await journaled.ConfigureAwait(false);
                journaled = at + 1 < groups.Count ? JournalAsync(groups[at + 1], cancellationToken) : Task.CompletedTask;
                foreach (var batch in groups[at])
                    yield return batch;
            }
        }
        finally
        {
            // After a stop too: what is being journaled must have an end before it can be taken back.
            await journaled.ConfigureAwait(false);
        }
    }

    private async Task JournalAsync(WriteItem[][] group, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_unsent)
            _unsent.UnionWith(group);
        await Task.Run(
            async () =>
            {
                recorder.Add(recorder.Prepare(group.SelectMany(batch => batch).Select(item => item.Intent)));
                await recorder.CommitAsync(cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends one batch as soon as the service has a place for it.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="send">Sends it.</param>
    /// <param name="end">Told after a stop, and when another batch cannot go on.</param>
    private async Task<IReadOnlyList<WriteOutcome>> SendAsync(WriteItem[] batch, Func<WriteItem[], Task<IReadOnlyList<WriteOutcome>>> send, CancellationToken end)
    {
        await _places.WaitAsync(end).ConfigureAwait(false);
        try
        {
            end.ThrowIfCancellationRequested();
            lock (_unsent)
                _unsent.Remove(batch);
            return await send(batch).ConfigureAwait(false);
        }
        finally
        {
            _places.Release();
        }
    }
}
