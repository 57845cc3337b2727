using System.Collections.Immutable;
using CrmQbSync.Connections;
using CrmQbSync.Contacts;
using CrmQbSync.Merging;

namespace CrmQbSync.Running;

/// <summary>Takes the outcomes of writes: makes their entries, and remembers a pair anew once all its writes are done.</summary>
internal sealed class PairCompletion(PreparedRun run, RunRecorder recorder, TimeProvider clock, LinkBuilder links, PairMerger merger)
{
    private readonly object _gate = new();
    private readonly LinkNotes _notes = new(run.Context, merger);
    private readonly Participation _participation = new(run.Context, merger.Normal);

    /// <summary>Notes an outcome that is final (not stale).</summary>
    public void Settle(WriteItem item, WriteOutcome outcome)
    {
        lock (_gate)
            recorder.Together(() => NoteOutcome(item, outcome));
    }

    private void NoteOutcome(WriteItem item, WriteOutcome outcome)
    {
        var work = item.Work;
        work.Open--;
        if (outcome.Status == WriteStatus.Done)
            NoteDone(item, outcome);
        else
            NoteNotDone(item, outcome);
        if (work.Open == 0)
            Finish(work);
    }

    /// <summary>A write is no longer needed, because the record was changed to that meanwhile. Call under <see cref="Guard"/>.</summary>
    public void SettleWithoutWrite(PairWork work)
    {
        if (--work.Open == 0)
            recorder.Together(() => Finish(work));
    }

    /// <summary>
    /// Rule 8.8: a record that was read again may have got another address, or none, or be a job by now. If it is no pair with its counterpart any more,
    /// nothing of it is written, nor is it linked.
    /// </summary>
    public bool TryPart(WriteItem item, ContactRecord record)
    {
        lock (_gate)
        {
            var work = item.Work;
            var (crm, qb) = item.Side == Side.Crm ? (record, work.Pair.Qb!) : (work.Pair.Crm!, record);
            if (_participation.StillPairs(work.Pair.Kind, crm, qb))
                return false;
            work.IsParted = true;
            work.Pair = work.Pair.With(work.Pair.Merge!, crm, qb);
            work.Set(item.Side, record);
            recorder.Together(() => NoteOutcome(item, new WriteOutcome
            {
                Status = WriteStatus.Failed,
                ErrorCode = ErrorCodes.ChangedMeanwhile,
                ErrorMessage = "Somebody else changed the record while the run was under way, so that it is no pair with its counterpart any more. The next run deals with both.",
            }));
            return true;
        }
    }

    /// <summary>Runs something that looks at or changes a pair whose other side may be under way.</summary>
    public T Guard<T>(Func<T> action)
    {
        lock (_gate)
            return action();
    }

    private void NoteDone(WriteItem item, WriteOutcome outcome)
    {
        var work = item.Work;
        recorder.AddEntry(EntryMaker.Done(item.Change, recorder.SyncId, clock.GetUtcNow(), outcome));
        recorder.Add(changes => changes.SettledIntents.Add(item.Request.Token));
        if (item.Request.Kind == WriteKind.Delete)
            return;
        work.Refused.AddRange(outcome.Refused.Select(value => value.Field));
        var id = outcome.Id ?? item.Request.Id!;
        work.Set(item.Side, outcome.Record ?? RecordValues.After(run.Fields, work.On(item.Side), id, item.Request.Fields));
    }

    private void NoteNotDone(WriteItem item, WriteOutcome outcome)
    {
        var work = item.Work;
        work.Failed = true;
        var (status, code, message) = outcome.Status switch
        {
            WriteStatus.OpenBalance => (EntryStatus.Held, null, "The customer has an open balance and stays active."),
            WriteStatus.Gone => (EntryStatus.Failed, ErrorCodes.ChangedMeanwhile, "The record was deleted while the run was under way. The next run deals with it."),
            WriteStatus.Stale => (EntryStatus.Failed, ErrorCodes.ChangedMeanwhile, "Somebody else kept changing the record while the run was under way. The next run tries again."),
            WriteStatus.Unknown => (EntryStatus.Failed, outcome.ErrorCode, outcome.ErrorMessage ?? "No answer came. The next run finds out whether it was written."),
            _ => (EntryStatus.Failed, outcome.ErrorCode, outcome.ErrorMessage),
        };
        var reason = status == EntryStatus.Held ? Reasons.OpenBalance : null;
        if (status != EntryStatus.Held || !WasToldHeld(work.Pair))
            recorder.AddEntry(EntryMaker.NotDone(item.Change, recorder.SyncId, clock.GetUtcNow(), status, code, message, reason));
        if (outcome.Status != WriteStatus.Unknown)
            recorder.Add(changes => changes.SettledIntents.Add(item.Request.Token));
        if (status != EntryStatus.Held)
            return;
        work.IsHeld = true;
        Hold(work.Pair);
    }

    /// <summary>Where only a refusal tells of the open balance every run has to try, but is silent about what was told before (rule 8.9).</summary>
    private bool WasToldHeld(PlannedPair pair) =>
        !run.Context.All && pair.Link!.ReportedReason == ReportMark.Of(Reasons.OpenBalance, pair.Crm ?? pair.Qb);

    private void Hold(PlannedPair pair)
    {
        var noted = _notes.NoteWhole(pair.Link!, pair.Crm, pair.Qb);
        var held = noted with
        {
            Attention = LinkAttention.Held | LinkNotes.ChangesOf(noted),
            ReportedReason = ReportMark.Of(Reasons.OpenBalance, pair.Crm ?? pair.Qb),
            LastSyncId = recorder.SyncId,
        };
        recorder.Add(changes => changes.Links.Add(held));
    }

    /// <summary>All writes of a pair have an outcome.</summary>
    private void Finish(PairWork work)
    {
        var pair = work.Pair;
        if (pair.Kind == PairKind.Merge)
            AddUnwritten(pair);
        if (pair.Kind == PairKind.Link && work.IsParted)
            Part(work);
        else if (pair.Kind == PairKind.Link)
            FinishLink(work);
        else if (work.Failed)
            RememberFailure(work);
        else if (pair.Kind == PairKind.Delete)
            recorder.Add(changes => changes.RemovedLinks.Add(pair.Link!.LinkId));
        else if (pair.Kind == PairKind.Create)
            FinishCreation(work);
        else
            Store(links.Build(pair.Link, WithoutRefused(pair.Merge!, work), work.Crm!, work.Qb!), pair.Link);
    }

    /// <summary>What a service refused is still an edit: the next run tries again.</summary>
    private static PairMerge WithoutRefused(PairMerge merge, PairWork work) =>
        work.Refused.Count == 0 ? merge : merge with { Dropped = [.. merge.Dropped.Union(work.Refused)] };

    /// <summary>A link holds even if a write of it failed; then it has no base, so that the next run decides again.</summary>
    private void FinishLink(PairWork work)
    {
        var pair = work.Pair;
        AddUnwritten(pair);
        if (!pair.Forgets.IsEmpty)
            recorder.Add(changes => changes.RemovedRecords.AddRange(pair.Forgets));
        foreach (var givenUp in pair.GivenUp.Where(link => link.LinkId != 0))
            recorder.Add(changes => changes.RemovedLinks.Add(givenUp.LinkId));
        var merge = work.Failed ? pair.Merge! with { Settled = 0 } : WithoutRefused(pair.Merge!, work);
        var link = links.Build(null, merge, work.Crm!, work.Qb!);
        Store(work.Failed ? link with { Attention = link.Attention | LinkAttention.Failed } : link, null);
    }

    /// <summary>Two records that are not linked after all: the next run looks at each of them anew, and at the links that were to be given up for this one.</summary>
    private void Part(PairWork work)
    {
        foreach (var side in new[] { Side.Crm, Side.Qb })
        {
            var record = work.On(side)!;
            if (work.Pair.GivenUp.FirstOrDefault(link => link.IdOn(side) == record.Id) is { } survivor)
                recorder.Add(changes => changes.Links.Add(_notes.NoteWhole(survivor, side == Side.Crm ? record : null, side == Side.Qb ? record : null)));
            else
                recorder.Add(changes => changes.Records.Add(FailedSource(record, side, SideView.KeyOf(record, run.Fields))));
        }
    }

    /// <summary>What a pair has to tell beside its writes: that it was linked, its conflicts, what cannot be written.</summary>
    private void AddUnwritten(PlannedPair pair)
    {
        foreach (var change in run.Describer.Describe(pair).Where(change => change.Action is ChangeAction.Link or ChangeAction.Conflict
            || (change.Action == ChangeAction.Skip && change.ErrorCode is not null)))
        {
            recorder.AddEntry(EntryMaker.Make(change, recorder.SyncId, clock.GetUtcNow(), EntryMaker.StatusOf(change)));
        }
    }

    private void FinishCreation(PairWork work)
    {
        if (!work.Pair.Forgets.IsEmpty)
            recorder.Add(changes => changes.RemovedRecords.AddRange(work.Pair.Forgets));
        Store(NewPair(work), work.Pair.Link);
    }

    private LinkMemory NewPair(PairWork work)
    {
        var madeUp = new LinkMemory
        {
            CrmId = work.Crm!.Id,
            QbId = work.Qb!.Id,
            CrmKey = work.Pair.Key!,
            QbKey = work.Pair.Key!,
            MadeUpLastName = work.Pair.New!.MadeUpLastName
                ?? (work.Pair.Target == Side.Qb ? work.Pair.Link?.MadeUpLastName : null),
        };
        var merge = merger.Merge(work.Crm, work.Qb, madeUp).WithUnknownTime(work.Pair.Target!.Value);
        return links.Build(null, WithoutRefused(WithoutFound(merge, work.Pair.New!), work), work.Crm, work.Qb);
    }

    /// <summary>
    /// A record that came back in place of a new one may hold what the creation knew nothing of: that still is to flow, as it does between two records that are
    /// linked, and the next run decides on it.
    /// </summary>
    private static PairMerge WithoutFound(PairMerge merge, NewRecord made)
    {
        if (merge.Changes.IsEmpty)
            return merge;
        var found = merge.Changes.Select(change => change.Field)
            .Except(made.Changes.Where(change => change.Target != ChangeTarget.None).Select(change => change.Field))
            .ToImmutableArray();
        return found.IsEmpty ? merge : merge with { Dropped = [.. merge.Dropped.Union(found)] };
    }

    private void Store(LinkMemory link, LinkMemory? earlier) =>
        recorder.Add(changes => changes.Links.Add(Finished(link, earlier)));

    private LinkMemory Finished(LinkMemory link, LinkMemory? earlier) => link with
    {
        LinkId = earlier?.LinkId ?? 0,
        LinkedAt = earlier is { LinkId: not 0 } && earlier.CrmId == link.CrmId && earlier.QbId == link.QbId ? earlier.LinkedAt : clock.GetUtcNow(),
        LastSyncId = recorder.SyncId,
    };

    /// <summary>The base stays as it was, so that what was to be written is still an edit; how the records stand is noted.</summary>
    private void RememberFailure(PairWork work)
    {
        var pair = work.Pair;
        if (work.IsHeld)
            return;
        if (pair.Link is { } link)
        {
            // Changed is what people changed; seen is also what this run wrote.
            var noted = _notes.NoteWhole(link, pair.Crm, pair.Qb);
            var attention = noted.Attention | LinkAttention.Failed;
            if (pair.Kind == PairKind.Merge)
            {
                noted = _notes.NoteWhole(_notes.Undecide(noted, pair.Merge!, pair.Crm!, pair.Qb!), work.Crm, work.Qb) with
                {
                    CrmModified = noted.CrmModified,
                    QbModified = noted.QbModified,
                };
            }
            recorder.Add(changes => changes.Links.Add(noted with { Attention = attention }));
            return;
        }
        var source = pair.Target!.Value.Other();
        var failed = FailedSource(pair.On(source)!, source, pair.Key);
        recorder.Add(changes => changes.Records.Add(failed));
    }

    /// <summary>What is remembered of a record whose counterpart could not be created: every run tries again.</summary>
    public static RecordMemory FailedSource(ContactRecord record, Side side, string? key) => new()
    {
        Side = side,
        Id = record.Id,
        Key = key,
        Seen = record.Values,
        Modified = record.ModifiedTime,
        NeedsAttention = true,
        IsJob = record.IsJob,
    };
}
