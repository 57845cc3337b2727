using CrmQbSync.Contacts;
using CrmQbSync.Merging;

namespace CrmQbSync.Running;

/// <summary>Carries out a plan: records what needs no write, and lets the writers of both sides do the rest at the same time.</summary>
internal sealed class PlanExecutor(PreparedRun run, RunRecorder recorder, SyncServices services, IRunObserver observer)
{
    private const int ProgressEvery = 2000;

    private readonly ChangeDescriber _describer = run.Describer;
    private readonly LinkBuilder _links = new(run.Context);
    private readonly PairMerger _merger = new(run.Context);
    private readonly LinkNotes _notes = new(run.Context, new PairMerger(run.Context));

    /// <summary>Carries out the plan. On a stop no new request starts; what is under way gets a moment to settle.</summary>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var completion = new PairCompletion(run, recorder, services.Clock, _links, _merger);
        var maker = new WriteItemMaker(run, services.NewToken, recorder.SyncId);
        var items = new Dictionary<Side, List<WriteItem>> { [Side.Crm] = [], [Side.Qb] = [] };
        foreach (var pair in run.Plan.Pairs)
        {
            if (!pair.WritesAny)
                continue;
            var work = new PairWork(pair);
            var writes = maker.Make(work).ToList();
            work.Open = writes.Count;
            writes.ForEach(item => items[item.Side].Add(item));
        }
        // The memories first, on their own: what is done next forgets some of them again.
        recorder.Add(RecordMemoriesOf(run.Plan));
        if (run.Plan.Dissolved.Count > 0)
            await recorder.CommitAsync(cancellationToken).ConfigureAwait(false);
        var writers = new List<Task>();
        foreach (var (side, queue) in items.Where(pair => pair.Value.Count > 0))
            writers.Add(WriteSideAsync(side, queue, completion, maker, stop));
        try
        {
            await Task.Run(() => RecordUnwrittenAsync(stop.Token), stop.Token).ConfigureAwait(false);
        }
        finally
        {
            await Task.WhenAll(writers).ConfigureAwait(false);
        }
        await recorder.CommitAsync(cancellationToken).ConfigureAwait(false);
        observer.Verbose($"Plan carried out: {recorder.Run.Failed} failed.");
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

    private async Task RecordUnwrittenAsync(CancellationToken cancellationToken)
    {
        var done = 0;
        foreach (var pair in run.Plan.Pairs)
        {
            if (pair.WritesAny)
                continue;
            recorder.Together(() => RecordUnwritten(pair));
            if (++done % ProgressEvery == 0)
                observer.Progress("Recording", done, run.Plan.Pairs.Count);
            await recorder.CommitIfManyAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void RecordUnwritten(PlannedPair pair)
    {
        var now = services.Clock.GetUtcNow();
        if (pair.IsReported)
        {
            foreach (var change in _describer.Describe(pair))
            {
                if (change.Action != ChangeAction.Unchanged)
                    recorder.AddEntry(EntryMaker.Make(change, recorder.SyncId, now, EntryMaker.StatusOf(change)));
            }
        }
        if (NextMemory(pair, now) is { } link)
            recorder.Add(changes => changes.Links.Add(link));
        if (pair is { Kind: PairKind.Fail, Link: null, Target: { } target } && pair.On(target.Other()) is { } source)
            recorder.Add(changes => changes.Records.Add(PairCompletion.FailedSource(source, target.Other(), pair.Key)));
        if (pair.Kind == PairKind.Forget && pair.Link!.LinkId != 0)
            recorder.Add(changes => changes.RemovedLinks.Add(pair.Link.LinkId));
        if (!pair.Forgets.IsEmpty)
            recorder.Add(changes => changes.RemovedRecords.AddRange(pair.Forgets));
        foreach (var givenUp in pair.GivenUp.Where(link => link.LinkId != 0))
            recorder.Add(changes => changes.RemovedLinks.Add(givenUp.LinkId));
    }

    /// <summary>What is to be remembered of a pair that needs no write; null if that is remembered already.</summary>
    private LinkMemory? NextMemory(PlannedPair pair, DateTimeOffset now)
    {
        var next = pair.Kind switch
        {
            PairKind.Merge or PairKind.Touch or PairKind.Link =>
                _links.Build(pair.Link, pair.Merge!, pair.Crm!, pair.Qb!, now, recorder.SyncId),
            PairKind.Hold => Held(_notes.NoteWhole(pair.Link!, pair.Crm, pair.Qb), pair),
            PairKind.Skip when pair.Link is not null => Skipped(_notes.NoteWhole(pair.Link, pair.Crm, pair.Qb), pair),
            PairKind.Fail when pair.Link is not null => Failed(_notes.NoteWhole(pair.Link, pair.Crm, pair.Qb), pair),
            _ => null,
        };
        if (next is null || (pair.Link is not null && LinkComparer.SameExceptRun(next, pair.Link)))
            return null;
        return next.LastSyncId == recorder.SyncId ? next : next with { LastSyncId = recorder.SyncId };
    }

    private static LinkMemory Held(LinkMemory link, PlannedPair pair) => link with
    {
        Attention = LinkAttention.Held | LinkNotes.ChangesOf(link),
        ReportedReason = ReportMark.Of(pair.Reason!, pair.Crm ?? pair.Qb),
    };

    private static LinkMemory Skipped(LinkMemory link, PlannedPair pair) => link with
    {
        Attention = link.Attention | LinkAttention.Skipped,
        ReportedReason = ReportMark.Of(pair.Reason!, pair.Crm, pair.Qb),
    };

    private LinkMemory Failed(LinkMemory link, PlannedPair pair) =>
        (pair.Merge is null ? link : _notes.Undecide(link, pair.Merge, pair.Crm!, pair.Qb!)) with { Attention = link.Attention | LinkAttention.Failed };
}
