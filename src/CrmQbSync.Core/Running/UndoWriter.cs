using CrmQbSync.Connections;
using CrmQbSync.Contacts;
using CrmQbSync.Merging;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>Writes the steps of an undo and remembers the pairs as they then stand.</summary>
internal sealed class UndoWriter(
    PreparedRun run, UndoPlanner planner, RunRecorder recorder, SyncServices services, IRunObserver observer)
{
    private readonly Dictionary<(Side, string), ContactRecord> _now = [];
    private readonly Dictionary<long, LinkMemory> _links = [];

    /// <summary>Writes them, one side after the other.</summary>
    public async Task WriteAsync(List<UndoStep> steps, CancellationToken cancellationToken)
    {
        foreach (var step in steps.Where(step => step.Kind is null))
            recorder.AddEntry(EntryMaker.Make(step.Change, recorder.SyncId, services.Clock.GetUtcNow(), EntryMaker.StatusOf(step.Change)));
        foreach (var side in new[] { Side.Crm, Side.Qb })
        {
            var queue = steps.Where(step => step.Side == side && step.Kind is not null).ToList();
            await WriteSideAsync(side, queue, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WriteSideAsync(Side side, List<UndoStep> queue, CancellationToken cancellationToken)
    {
        if (queue.Count == 0)
            return;
        var session = run.SessionOf(side);
        var done = 0;
        var all = queue.ConvertAll(RequestOf);
        var kept = await session.KeepAsync(
            run.Fields, [.. queue.Where(step => step.Kind == WriteKind.Delete).Select(step => step.Record!)], cancellationToken).ConfigureAwait(false);
        session.Connection.Announce(all);
        foreach (var batch in queue.Chunk(Math.Min(session.Traits.MaxBatch, queue.Count)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var requests = all.GetRange(done, batch.Length);
            recorder.Add(changes => changes.Intents.AddRange(batch.Zip(requests, (step, request) => IntentOf(step, request, kept))));
            await recorder.CommitAsync(cancellationToken).ConfigureAwait(false);
            var outcomes = await session.Connection.WriteAsync(run.Fields, requests, cancellationToken).ConfigureAwait(false);
            var restored = new List<(UndoStep Step, ContactRecord Record)>();
            for (var at = 0; at < batch.Length; at++)
                Settle(batch[at], requests[at], outcomes[at], restored);
            await recorder.CommitAsync(CancellationToken.None).ConfigureAwait(false);
            await RestoreOthersAsync(side.Other(), restored, cancellationToken).ConfigureAwait(false);
            done += batch.Length;
            observer.Progress("Undoing", done, queue.Count);
        }
    }

    private WriteRequest RequestOf(UndoStep step) => new()
    {
        Kind = step.Kind!.Value,
        Token = services.NewToken(),
        Id = step.Side == Side.Crm ? step.Entry.CrmId : step.Entry.QbId,
        Version = step.Record?.Version,
        Expected = step.Record?.Values ?? default,
        Fields = step.Kind == WriteKind.Delete ? [] : planner.WritesOf(step.Change),
        RestoreData = step.Entry.RestoreData,
    };

    private Intent IntentOf(UndoStep step, WriteRequest request, IReadOnlyDictionary<string, string> kept) => new()
    {
        Token = request.Token,
        SyncId = recorder.SyncId,
        Target = step.Side,
        Action = step.Change.Action,
        CrmId = step.Change.CrmId,
        QbId = step.Change.QbId,
        Key = step.Change.Email,
        Name = step.Change.Name,
        Fields = step.Change.Fields,
        RestoreData = step.Kind == WriteKind.Delete ? kept.GetValueOrDefault(request.Id!) : step.Entry.RestoreData,
        Undo = true,
    };

    private void Settle(UndoStep step, WriteRequest request, WriteOutcome outcome, List<(UndoStep, ContactRecord)> restored)
    {
        var time = services.Clock.GetUtcNow();
        recorder.AddNewIds(step.Side, outcome.NewIds);
        if (outcome.Status != WriteStatus.Unknown)
            recorder.Add(changes => changes.SettledIntents.Add(request.Token));
        if (outcome.Status != WriteStatus.Done)
        {
            var (status, reason, message) = outcome.Status switch
            {
                WriteStatus.Stale or WriteStatus.Gone => (EntryStatus.Skipped, Reasons.PlanChanged, "The record has been changed since."),
                WriteStatus.OpenBalance => (EntryStatus.Held, Reasons.OpenBalance, "The customer has an open balance and stays active."),
                _ => (EntryStatus.Failed, null, outcome.ErrorMessage ?? "It was not done."),
            };
            recorder.AddEntry(EntryMaker.NotDone(step.Change, recorder.SyncId, time, status, outcome.ErrorCode, message, reason));
            return;
        }
        recorder.AddEntry(EntryMaker.Done(step.Change, recorder.SyncId, time, outcome));
        if (step.Kind == WriteKind.Delete)
        {
            NoteDeletion(step, time);
            return;
        }
        var record = outcome.Record ?? RecordValues.After(run.Fields, step.Record, outcome.Id ?? request.Id!, request.Fields);
        _now[(step.Side, record.Id)] = record;
        if (step.Kind == WriteKind.Restore)
            restored.Add((step, record));
        else
            NoteUpdate(step);
    }

    private ContactRecord? Now(Side side, string? id) =>
        id is null ? null : _now.TryGetValue((side, id), out var record) ? record : planner.RecordOf(side, id);

    /// <summary>A link's record as it stands; one that is gone, as it was last seen.</summary>
    private ContactRecord Standing(Side side, LinkMemory link) => Now(side, link.IdOn(side)) is { Deleted: false } record
        ? record
        : new ContactRecord(link.IdOn(side), link.SeenOn(side), side == Side.Crm ? link.CrmModified : link.QbModified);

    private void NoteUpdate(UndoStep step)
    {
        if (step.Link is null)
            return;
        var link = _links.GetValueOrDefault(step.Link.LinkId, step.Link);
        link = UndoneLinks.AfterRestoring(run.Context, link, Standing(Side.Crm, link), Standing(Side.Qb, link), step.Change.Fields) with
        {
            LastSyncId = recorder.SyncId,
        };
        _links[link.LinkId] = link;
        recorder.Add(changes => changes.Links.Add(link));
    }

    /// <summary>The source of a record whose creation was undone is held from now on.</summary>
    private void NoteDeletion(UndoStep step, DateTimeOffset time)
    {
        if (step.Link is { } known && planner.IsGone(step.Side.Other(), known))
        {
            // Now both are deleted (rule 7.5).
            recorder.Add(changes => changes.RemovedLinks.Add(known.LinkId));
            return;
        }
        if (HeldLink(step, time) is not { } link)
            return;
        recorder.Add(changes =>
        {
            changes.Links.Add(link with { LastSyncId = recorder.SyncId });
            changes.RemovedRecords.AddRange([(Side.Crm, link.CrmId), (Side.Qb, link.QbId)]);
        });
        recorder.AddEntry(new SyncEntry
        {
            SyncId = recorder.SyncId,
            Time = time,
            Action = ChangeAction.Hold,
            Status = EntryStatus.Held,
            Email = step.Change.Email,
            Name = step.Change.Name,
            CrmId = link.CrmId,
            QbId = link.QbId,
            Reason = Reasons.UndoneCreation,
            Profile = run.Profile.Path,
        });
    }

    private LinkMemory? HeldLink(UndoStep step, DateTimeOffset time)
    {
        var other = step.Side.Other();
        if (step.Link is { } link)
            return UndoneLinks.AfterDeletion(link, step.Side, Now(other, link.IdOn(other)));
        return step.Source is { } source
            ? UndoneLinks.AfterDeletion(step.Side, step.Record!.Id, Now(other, source.Id)!, run.Fields) with { LinkedAt = time }
            : null;
    }

    /// <summary>A propagated deletion took the second record of a pair; bringing it back brings back the first too, and the two are linked again.</summary>
    private async Task RestoreOthersAsync(Side side, List<(UndoStep Step, ContactRecord Record)> restored, CancellationToken cancellationToken)
    {
        foreach (var (step, record) in restored)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await CounterpartAsync(side, step, record, cancellationToken).ConfigureAwait(false) is not { } other)
            {
                // Its connection may not tell it as changed.
                recorder.Add(changes => changes.Records.Add(PairCompletion.FailedSource(record, step.Side, SideView.KeyOf(record, run.Fields))));
                continue;
            }
            var (crm, qb) = side == Side.Crm ? (other, record) : (record, other);
            var merge = new PairMerge { Settled = ulong.MaxValue };
            var link = new LinkBuilder(run.Context).Build(null, merge, crm, qb) with
            {
                LinkId = step.Link?.LinkId ?? 0,
                LinkedAt = services.Clock.GetUtcNow(),
                LastSyncId = recorder.SyncId,
            };
            recorder.Add(changes =>
            {
                changes.Links.Add(link);
                // Whoever forgot the pair meanwhile left both remembered as unlinked.
                changes.RemovedRecords.AddRange([(Side.Crm, link.CrmId), (Side.Qb, link.QbId)]);
            });
        }
        await recorder.CommitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>The other record of a pair that is brought back, made anew if need be; null if there is none to link with.</summary>
    private async Task<ContactRecord?> CounterpartAsync(Side side, UndoStep step, ContactRecord record, CancellationToken cancellationToken)
    {
        if (!step.Rejoins)
            return null;
        var other = Now(side, side == Side.Crm ? step.Entry.CrmId : step.Entry.QbId);
        return other is { Deleted: false } ? other : await CreateOtherAsync(side, step, record, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ContactRecord?> CreateOtherAsync(Side side, UndoStep step, ContactRecord record, CancellationToken cancellationToken)
    {
        var pair = planner.CounterpartOf(step, record);
        var item = new WriteItemMaker(run, services.NewToken, recorder.SyncId).Make(new PairWork(pair)).Single();
        recorder.Add(changes => changes.Intents.Add(item.Intent));
        await recorder.CommitAsync(cancellationToken).ConfigureAwait(false);
        var outcome = (await run.SessionOf(side).Connection.WriteAsync(run.Fields, [item.Request], cancellationToken).ConfigureAwait(false))[0];
        if (outcome.Status != WriteStatus.Unknown)
            recorder.Add(changes => changes.SettledIntents.Add(item.Request.Token));
        recorder.AddNewIds(side, outcome.NewIds);
        var time = services.Clock.GetUtcNow();
        if (outcome.Status != WriteStatus.Done)
        {
            recorder.AddEntry(EntryMaker.NotDone(item.Change, recorder.SyncId, time, EntryStatus.Failed, outcome.ErrorCode, outcome.ErrorMessage));
            return null;
        }
        recorder.AddEntry(EntryMaker.Done(item.Change, recorder.SyncId, time, outcome));
        return outcome.Record ?? RecordValues.After(run.Fields, null, outcome.Id!, item.Request.Fields);
    }
}
