using CrmQbSync.Merging;

namespace CrmQbSync.Running;

/// <summary>Carries out a plan: records what needs no write, and lets the writers of both sides do the rest at the same time.</summary>
internal sealed class PlanExecutor(PreparedRun run, RunRecorder recorder, SyncServices services, IRunObserver observer)
{
    private const int ProgressEvery = 2000;
    private const int RecordedAtOnce = 4096;
    private const int MadeAtOnce = 1 << 16;

    /// <summary>Carries out the plan. On a stop no new request starts; what is under way gets a moment to settle.</summary>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // The memories first, on their own: what is done next forgets some of them again.
        recorder.Add(RecordMemoriesOf(run.Plan));
        if (run.Plan.Dissolved.Count > 0)
            await recorder.CommitAsync(cancellationToken).ConfigureAwait(false);
        var (written, unwritten) = Split(run.Plan.Pairs);
        // From here on whoever is done with a pair lets it go: of a million pairs the memory is needed for what is written.
        run.Plan.Pairs.Clear();
        run.Plan.Pairs.TrimExcess();
        var maker = new WriteItemMaker(run, services.NewToken, recorder.SyncId);
        var items = await Task.Run(() => MakeItems(written, maker), cancellationToken).ConfigureAwait(false);
        // The writing begins with a wait for the journal, beside which the recording goes on.
        var writing = Task.Run(() => WriteAsync(items, maker, stop), CancellationToken.None);
        var recording = Task.Run(() => RecordAsync(unwritten, stop.Token), CancellationToken.None);
        try
        {
            await writing.ConfigureAwait(false);
        }
        finally
        {
            // What stopped the writing is what is told, not that this was stopped too.
            await recording.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await recording.ConfigureAwait(false);
        await recorder.CommitAsync(cancellationToken).ConfigureAwait(false);
        observer.Verbose($"Plan carried out: {recorder.Run.Failed} failed.");
    }

    private static (PlannedPair[] Written, PlannedPair[] Unwritten) Split(List<PlannedPair> pairs)
    {
        var count = pairs.Count(pair => pair.WritesAny);
        var (written, unwritten) = (new PlannedPair[count], new PlannedPair[pairs.Count - count]);
        int nextWritten = 0, nextUnwritten = 0;
        foreach (var pair in pairs)
        {
            if (pair.WritesAny)
                written[nextWritten++] = pair;
            else
                unwritten[nextUnwritten++] = pair;
        }
        return (written, unwritten);
    }

    /// <summary>The writes of all pairs, in their order.</summary>
    private static List<WriteItem> MakeItems(PlannedPair[] pairs, WriteItemMaker maker)
    {
        var items = new List<WriteItem>(pairs.Length);
        foreach (var made in Slices.Select(pairs.Length, MadeAtOnce, (from, to) => maker.Make(pairs.AsSpan(from, to - from))))
            items.AddRange(made);
        return items;
    }

    private async Task WriteAsync(List<WriteItem> items, WriteItemMaker maker, CancellationTokenSource stop)
    {
        var completion = new PairCompletion(run, recorder, services.Clock, new LinkBuilder(run.Context), new PairMerger(run.Context));
        var writers = new List<Task>();
        foreach (var side in new[] { Side.Crm, Side.Qb })
        {
            if (items.FindAll(item => item.Side == side) is { Count: > 0 } queue)
                writers.Add(WriteSideAsync(side, queue, completion, maker, stop));
        }
        await Task.WhenAll(writers).ConfigureAwait(false);
    }

    private async Task WriteSideAsync(Side side, List<WriteItem> queue, PairCompletion completion, WriteItemMaker maker, CancellationTokenSource stop)
    {
        try
        {
            var writer = new SideWriter(run, run.SessionOf(side), recorder, completion, maker, observer);
            await Task.Run(() => writer.WriteAsync(queue, stop.Token), CancellationToken.None).ConfigureAwait(false);
        }
        catch
        {
            // One side cannot go on: the other starts nothing new.
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static Action<State.StateChanges> RecordMemoriesOf(Plan plan) => changes =>
    {
        changes.Records.AddRange(plan.Remembered);
        changes.RemovedRecords.AddRange(plan.Forgotten);
        changes.Links.AddRange(plan.Noted);
        changes.RemovedLinks.AddRange(plan.Dissolved.Where(link => link.LinkId != 0).Select(link => link.LinkId));
    };

    /// <summary>Records what needs no write: while one block of it is stored, the next is made.</summary>
    private async Task RecordAsync(PlannedPair[] pairs, CancellationToken cancellationToken)
    {
        var recording = new PairRecording(run, services.Clock, recorder.SyncId);
        var done = 0;
        var told = 0;
        foreach (var (changes, count) in Slices.Select(pairs.Length, RecordedAtOnce, (from, to) => (recorder.Prepare(recording.Make(pairs.AsSpan(from, to - from))), to - from)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            recorder.Add(changes);
            done += count;
            if (done - told >= ProgressEvery)
            {
                told = done;
                observer.Progress("Recording", done, pairs.Length);
            }
            await recorder.CommitIfManyAsync().ConfigureAwait(false);
        }
    }
}
