using CrmQbSync.Contacts;
using CrmQbSync.Merging;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>Makes what a run records of pairs that need no write. Several threads may do so at once.</summary>
internal sealed class PairRecording(PreparedRun run, TimeProvider clock, long syncId)
{
    private readonly ChangeDescriber _describer = run.Describer;
    private readonly LinkBuilder _links = new(run.Context);
    private readonly LinkNotes _notes = new(run.Context, new PairMerger(run.Context));

    /// <summary>What is recorded of some pairs; they are let go.</summary>
    public StateChanges Make(Span<PlannedPair> pairs)
    {
        var changes = new StateChanges { Layout = run.Layout };
        var now = clock.GetUtcNow();
        foreach (var pair in pairs)
            Record(pair, now, changes);
        pairs.Clear();
        return changes;
    }

    private void Record(PlannedPair pair, DateTimeOffset now, StateChanges changes)
    {
        if (pair is { Kind: PairKind.Link, IsReported: true, Merge.HasContent: false, HasParticulars: false })
        {
            RecordLink(pair, now, changes);
            return;
        }
        if (pair.IsReported)
        {
            foreach (var change in _describer.Describe(pair))
            {
                if (change.Action != ChangeAction.Unchanged)
                    changes.Entries.Add(EntryMaker.Make(change, syncId, now, EntryMaker.StatusOf(change)));
            }
        }
        if (NextMemory(pair, now) is { } link)
            changes.Links.Add(link);
        if (pair is { Kind: PairKind.Fail, Link: null, Target: { } target } && pair.On(target.Other()) is { } source)
            changes.Records.Add(PairCompletion.FailedSource(source, target.Other(), pair.Key));
        if (pair.Kind == PairKind.Forget && pair.Link!.LinkId != 0)
            changes.RemovedLinks.Add(pair.Link.LinkId);
        foreach (var forgotten in pair.Forgets)
            changes.RemovedRecords.Add(forgotten);
        foreach (var givenUp in pair.GivenUp)
        {
            if (givenUp.LinkId != 0)
                changes.RemovedLinks.Add(givenUp.LinkId);
        }
    }

    /// <summary>Two records that agree: of these are nearly all pairs of a first run, so that what is told of them is made at once.</summary>
    private void RecordLink(PlannedPair pair, DateTimeOffset now, StateChanges changes)
    {
        var link = _links.Build(null, pair.Merge!, pair.Crm!, pair.Qb!, now, syncId);
        changes.Links.Add(link);
        changes.Entries.Add(new SyncEntry
        {
            SyncId = syncId,
            Time = now,
            Action = ChangeAction.Link,
            Target = ChangeTarget.None,
            Status = EntryStatus.Done,
            Email = pair.KeyIsCrmKey ? link.CrmKey : pair.Key,
            Name = _describer.NameOf(pair.Crm) ?? _describer.NameOf(pair.Qb),
            CrmId = link.CrmId,
            QbId = link.QbId,
            Profile = run.Profile.Path,
        });
    }

    /// <summary>What is to be remembered of a pair that needs no write; null if that is remembered already.</summary>
    private LinkMemory? NextMemory(PlannedPair pair, DateTimeOffset now)
    {
        var next = pair.Kind switch
        {
            PairKind.Merge or PairKind.Touch or PairKind.Link =>
                _links.Build(pair.Link, pair.Merge!, pair.Crm!, pair.Qb!, now, syncId),
            PairKind.Hold => Held(_notes.NoteWhole(pair.Link!, pair.Crm, pair.Qb), pair),
            PairKind.Skip when pair.Link is not null => Skipped(_notes.NoteWhole(pair.Link, pair.Crm, pair.Qb), pair),
            PairKind.Fail when pair.Link is not null => Failed(_notes.NoteWhole(pair.Link, pair.Crm, pair.Qb), pair),
            _ => null,
        };
        if (next is null || (pair.Link is not null && LinkComparer.SameExceptRun(next, pair.Link)))
            return null;
        return next.LastSyncId == syncId ? next : next with { LastSyncId = syncId };
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
