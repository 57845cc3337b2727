using CrmQbSync.Connections;
using CrmQbSync.Contacts;
using CrmQbSync.Merging;

namespace CrmQbSync.Running;

/// <summary>Writes one side: in the connection's own batch size, as many batches at once as it allows, each journaled before it is sent.</summary>
internal sealed class SideWriter(
    PreparedRun run,
    SideSession session,
    RunRecorder recorder,
    PairCompletion completion,
    WriteItemMaker maker,
    IRunObserver observer)
{
    /// <summary>How often a record that somebody else keeps changing is merged again (rule 8.8).</summary>
    private const int MaxAttempts = 3;

    private int _done;

    /// <summary>Writes everything in the queue.</summary>
    public async Task WriteAsync(List<WriteItem> queue, CancellationToken cancellationToken)
    {
        session.Connection.ExpectWrites(queue.Count);
        queue = await KeepDeletedAsync(queue, cancellationToken).ConfigureAwait(false);
        var waves = AddressWaves.Split(queue, run.Fields, out var waitsFor);
        foreach (var wave in waves)
        {
            var ready = new List<WriteItem>(wave.Count);
            foreach (var item in wave)
            {
                if (waitsFor.TryGetValue(item, out var ahead) && ahead.Work.Failed)
                    completion.Settle(item, AddressStillTaken(ahead));
                else
                    ready.Add(item);
            }
            await WriteWaveAsync(ready, queue.Count, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The queue with what brings back each record that it deletes, for the journal.</summary>
    private async Task<List<WriteItem>> KeepDeletedAsync(List<WriteItem> queue, CancellationToken cancellationToken)
    {
        ContactRecord[] deleted = [.. queue.Where(item => item.Request.Kind == WriteKind.Delete).Select(item => item.Work.On(session.Side)!)];
        var kept = await session.KeepAsync(run.Fields, deleted, cancellationToken).ConfigureAwait(false);
        return kept.Count == 0
            ? queue
            : queue.ConvertAll(item => item.Request.Kind == WriteKind.Delete && kept.TryGetValue(item.Request.Id!, out var data)
                ? item with { Intent = item.Intent with { RestoreData = data } }
                : item);
    }

    private static WriteOutcome AddressStillTaken(WriteItem ahead) => new()
    {
        Status = WriteStatus.Failed,
        ErrorCode = ErrorCodes.EmailInUse,
        ErrorMessage = $"Record {ahead.Request.Id} still has that address, because writing it failed. The next run tries again.",
    };

    private async Task WriteWaveAsync(List<WriteItem> queue, int total, CancellationToken cancellationToken)
    {
        while (queue.Count > 0)
        {
            var stale = new List<WriteItem>();
            session.Connection.Announce([.. queue.Select(item => item.Request)]);
            using var pipeline = new BatchPipeline(recorder, session.Traits.MaxConcurrentBatches);
            await pipeline.RunAsync(BatchesOf(queue), batch => SendAsync(batch, cancellationToken), async (batch, outcomes) =>
            {
                var again = await TakeAsync(batch, outcomes).ConfigureAwait(false);
                lock (stale)
                    stale.AddRange(again);
                observer.Progress(session.Side == Side.Crm ? "Writing contacts" : "Writing customers", Interlocked.Add(ref _done, batch.Length), total);
            }, cancellationToken).ConfigureAwait(false);
            queue = stale.Count == 0 ? [] : await MergeAgainAsync(stale, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Batches as full as the service takes them. What does not fit one batch is sorted by kind where the service takes one kind in a call.</summary>
    private IEnumerable<WriteItem[]> BatchesOf(List<WriteItem> queue) => queue.Count <= session.Traits.MaxBatch || session.Traits.MixesKinds
        ? queue.Chunk(Math.Min(session.Traits.MaxBatch, queue.Count))
        : queue.GroupBy(item => item.Request.Kind).SelectMany(kind => kind.Chunk(session.Traits.MaxBatch));

    /// <summary>Records the outcomes of a batch.</summary>
    /// <returns>What somebody else changed meanwhile, and is to be looked at again.</returns>
    private async Task<List<WriteItem>> TakeAsync(WriteItem[] batch, IReadOnlyList<WriteOutcome> outcomes)
    {
        var stale = new List<WriteItem>();
        var newIds = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var at = 0; at < batch.Length; at++)
        {
            var item = batch[at];
            foreach (var (former, id) in outcomes[at].NewIds)
                newIds[former] = id;
            if (outcomes[at].Status == WriteStatus.Stale)
                stale.Add(item);
            else
                completion.Settle(item, outcomes[at]);
            // What was done is recorded even if a stop has come meanwhile.
            await recorder.CommitIfManyAsync().ConfigureAwait(false);
        }
        recorder.AddNewIds(session.Side, newIds);
        await recorder.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        return stale;
    }

    /// <summary>A request that is under way when a stop comes gets a moment to settle.</summary>
    private async Task<IReadOnlyList<WriteOutcome>> SendAsync(WriteItem[] batch, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource();
        await using var stop = cancellationToken.Register(() => late.CancelAfter(Settling.Time)).ConfigureAwait(false);
        return await session.Connection.WriteAsync(run.Fields, [.. batch.Select(item => item.Request)], late.Token).ConfigureAwait(false);
    }

    /// <summary>Rule 8.8: reads the stale records again and merges them again.</summary>
    private async Task<List<WriteItem>> MergeAgainAsync(List<WriteItem> stale, CancellationToken cancellationToken)
    {
        var fresh = new Dictionary<string, ContactRecord>(StringComparer.Ordinal);
        foreach (var ids in stale.Select(item => item.Request.Id!).Distinct().Chunk(session.Traits.MaxQueryIds))
        {
            var query = new ContactQuery { Ids = ids, IncludeInactive = true };
            await foreach (var page in session.Connection.QueryAsync(run.Fields, query, cancellationToken).ConfigureAwait(false))
            {
                foreach (var record in page.Records)
                    fresh[record.Id] = record;
            }
        }
        var again = new List<WriteItem>();
        foreach (var item in stale)
        {
            recorder.Add(changes => changes.SettledIntents.Add(item.Request.Token));
            if (!fresh.TryGetValue(item.Request.Id!, out var record) || record.Deleted)
                completion.Settle(item, new WriteOutcome { Status = WriteStatus.Gone });
            else if (item.Request.Kind == WriteKind.Delete)
                completion.Settle(item, new WriteOutcome { Status = WriteStatus.Stale });
            else if (completion.TryPart(item, record))
                observer.Verbose($"Record {record.Id} was changed meanwhile and is no pair with its counterpart any more.");
            else if (item.Work.Attempts >= MaxAttempts)
                completion.Settle(item, new WriteOutcome { Status = WriteStatus.Stale });
            else if (completion.Guard(() => MergeAgain(item, record)) is { } next)
                again.Add(next);
        }
        return again;
    }

    /// <summary>
    /// Merges a pair with its record as it now stands. Only this side is written again: what belongs to the other side is seen by the next run,
    /// since the base keeps what it had for those fields.
    /// </summary>
    private WriteItem? MergeAgain(WriteItem item, ContactRecord record)
    {
        var work = item.Work;
        work.Attempts++;
        var before = work.Pair.On(item.Side)!;
        var (crm, qb) = item.Side == Side.Crm ? (record, work.Pair.Qb!) : (work.Pair.Crm!, record);
        var merger = new PairMerger(run.Context);
        var merge = merger.Merge(crm, qb, work.Pair.Link);
        var other = item.Side.Other();
        var planned = work.Pair.Merge!.WritesTo(other).ToList();
        var plannedFields = planned.Select(change => change.Field).ToHashSet();
        var own = merge.Changes.Where(change => change.Target == item.Side.AsTarget() && !plannedFields.Contains(change.Field)).ToList();
        // What would go to the other side now is still an edit for the next run, and so is what has changed here since it was sent there.
        var late = merge.Changes.Except(own).Except(planned).Concat(merge.Conflicts).Select(change => change.Field).Distinct();
        var overtaken = planned.Where(change => merger.Differs(change.Field, record.Values, before.Values));
        work.Set(item.Side, record);
        work.Pair = work.Pair.With(merge with { Changes = [.. own, .. planned], Dropped = [.. late], Overtaken = [.. overtaken] }, crm, qb);
        if (own.Count > 0)
            return maker.Make(work).First(next => next.Side == item.Side);
        completion.SettleWithoutWrite(work);
        return null;
    }
}
