using CrmQbSync.Connections;
using CrmQbSync.Contacts;
using CrmQbSync.Merging;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>Reads both sides and what is remembered of them into a planner, and asks it for the plan.</summary>
internal sealed class RunReader(PreparedRun run, IStateReader? state, IRunObserver observer)
{
    private const int ProgressEvery = 2000;

    private readonly Planner _planner = new(run.Context, run.Selector, run.Options.IncludeUnchanged ? run.Selector : run.Watched);
    private readonly List<(Side Side, ReadFault Fault)> _faults = [];
    private readonly Dictionary<long, LinkMemory> _recovered = [];

    /// <summary>The records read so far.</summary>
    public Planner Planner => _planner;

    /// <summary>Reads what changed on both sides, or everything where that is needed.</summary>
    public async Task ReadSidesAsync(CancellationToken cancellationToken)
    {
        var everything = run.ReadsEverything;
        await Task.WhenAll(
            Task.Run(() => ReadSideAsync(run.Crm, everything ? null : MarkOf(Side.Crm), cancellationToken), cancellationToken),
            Task.Run(() => ReadSideAsync(run.Qb, everything ? null : MarkOf(Side.Qb), cancellationToken), cancellationToken)).ConfigureAwait(false);
        foreach (var session in new[] { run.Crm, run.Qb })
        {
            var reading = session.Reading!;
            _planner.SetAbsence(session.Side, deleted: reading.IsFull && reading.IsComplete, unchanged: !reading.IsFull);
        }
        foreach (var (side, fault) in _faults)
            _planner.AddFault(FaultOf(side, fault));
    }

    /// <summary>Adds what is remembered, and plans.</summary>
    /// <param name="recovered">How links stand that an interrupted run made or changed without recording it, where the state was not told either.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task PlanAsync(IReadOnlyCollection<LinkMemory> recovered, CancellationToken cancellationToken)
    {
        if (state is not null)
        {
            var made = recovered.Where(link => link.LinkId == 0).ToList();
            foreach (var link in recovered.Where(link => link.LinkId != 0))
                _recovered[link.LinkId] = link;
            run.LinkedBefore = made.Count + await state.CountLinksAsync(cancellationToken).ConfigureAwait(false);
            // To show what is unchanged takes every pair too, unless a selection says which.
            var showsAll = run.Options.IncludeUnchanged && !run.Selector.HasSelection;
            if (run.Crm.Reading!.IsFull || run.Qb.Reading!.IsFull || run.Context.LookAtEveryPair || showsAll)
                await AddEverythingRememberedAsync(state, cancellationToken).ConfigureAwait(false);
            else
                await AddConcernedAsync(state, cancellationToken).ConfigureAwait(false);
            made.ForEach(_planner.AddLink);
        }
        if (run.Options is { Changes: null, Selection: { } selection }
            && await new UnknownSelection(run, _planner, state).DescribeAsync(selection, cancellationToken).ConfigureAwait(false) is { } warning)
        {
            observer.Warning(warning);
        }
        run.Plan = await Task.Run(_planner.Complete, cancellationToken).ConfigureAwait(false);
        HoldBackCreations();
        await LookUpNamesAsync(cancellationToken).ConfigureAwait(false);
        if (run.Options.Changes is { } changes)
            PlannedChanges.Apply(run.Plan, changes, run.Describer);
    }

    /// <summary>
    /// A record that could not be read may be the very one that would be created (rule 6.5). A connection that can tell sees to that itself; else nothing
    /// is created on that side until everything can be read.
    /// </summary>
    private void HoldBackCreations()
    {
        var pairs = run.Plan.Pairs;
        for (var at = 0; at < pairs.Count; at++)
        {
            if (pairs[at] is not { Kind: PairKind.Create } pair)
                continue;
            var session = run.SessionOf(pair.Target!.Value);
            if (session.Reading!.IsComplete || session.Traits.GuardsUnreadRecords)
                continue;
            pairs[at] = new PlannedPair
            {
                Kind = PairKind.Fail,
                Crm = pair.Crm,
                Qb = pair.Qb,
                Link = pair.Link,
                Key = pair.Key,
                Target = pair.Target,
                ErrorCode = ErrorCodes.BadRow,
                Message = "Not created: a record of that side could not be read and may be the same person. Mend that record; the next run goes on.",
            };
        }
    }

    private string? MarkOf(Side side) => run.Header.Policies.ContainsKey(RunHeader.RereadKey(side))
        ? null
        : side == Side.Crm ? run.Header.CrmMark : run.Header.QbMark;

    private async Task ReadSideAsync(SideSession session, string? mark, CancellationToken cancellationToken)
    {
        session.Reading = await session.Connection.ReadAsync(run.Fields, mark, cancellationToken).ConfigureAwait(false);
        var activity = session.Side == Side.Crm ? "Reading contacts" : "Reading customers";
        var told = 0;
        await foreach (var page in session.Reading.ReadPagesAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (var record in page.Records)
            {
                _planner.AddRecord(session.Side, record);
                if (!record.Deleted)
                    session.Existing++;
            }
            session.Read += page.Records.Count;
            if (page.Faults.Count > 0)
            {
                lock (_faults)
                    _faults.AddRange(page.Faults.Select(fault => (session.Side, fault)));
            }
            if (session.Read - told >= ProgressEvery)
            {
                told = session.Read;
                observer.Progress(activity, session.Read, session.Reading.ExpectedCount);
            }
        }
    }

    private async Task AddEverythingRememberedAsync(IStateReader reader, CancellationToken cancellationToken)
    {
        await foreach (var memory in reader.ReadRecordsAsync(RecordQuery.All, run.Layout, cancellationToken).ConfigureAwait(false))
            _planner.AddMemory(memory);
        _planner.IndexIds();
        var done = 0L;
        var told = 0L;
        var survivors = new List<LinkMemory>();
        var links = reader.ReadLinksAsync(LinkQuery.All, run.Layout, cancellationToken);
        await foreach (var block in ReadAhead.BlocksAsync(links, cancellationToken).ConfigureAwait(false))
        {
            foreach (var link in block.Select(AsRecovered))
            {
                if (IsSurvivorToLookUp(Side.Crm, link) || IsSurvivorToLookUp(Side.Qb, link) || MayBeRestored(Side.Crm, link) || MayBeRestored(Side.Qb, link))
                    survivors.Add(link);
                else
                    _planner.AddLink(link);
            }
            done += block.Count;
            if (done - told < ProgressEvery)
                continue;
            told = done;
            observer.Progress("Comparing", done, run.LinkedBefore);
        }
        await LookUpSurvivorsAsync(survivors, cancellationToken).ConfigureAwait(false);
        await LookUpRestoredAsync(survivors, cancellationToken).ConfigureAwait(false);
        survivors.ForEach(_planner.AddLink);
        await AddUnlinkedAsync(reader, RecordQuery.All, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Both sides told only what changed: what that concerns is looked up, and what still waits for a solution.</summary>
    private async Task AddConcernedAsync(IStateReader reader, CancellationToken cancellationToken)
    {
        var links = new Dictionary<long, LinkMemory>(_recovered);
        var keys = new HashSet<string>(run.Selector.Keys, EmailAddress.Comparer);
        if (run.Watched is { } watched)
            keys.UnionWith(watched.Keys);
        foreach (var side in new[] { Side.Crm, Side.Qb })
            keys.UnionWith(_planner.UnlinkedKeys(side));
        await CollectAsync(new LinkQuery { Attention = true }).ConfigureAwait(false);
        // Whoever waits for a solution may get, or already has, the address of a record that did not change (rules 4.3 and 4.5).
        foreach (var link in links.Values)
            keys.UnionWith(new[] { KeyOf(link.SeenOn(Side.Crm)), KeyOf(link.SeenOn(Side.Qb)) }.OfType<string>());
        foreach (var conflict in links.Values.SelectMany(link => link.Conflicts).Where(conflict => conflict is { Decided: true, Field: CanonicalFields.Email }))
            keys.Add(EmailAddress.First(conflict.Decision) ?? "");
        var waiting = new RecordQuery { CrmIds = run.Selector.CrmIds, QbIds = run.Selector.QbIds, Attention = true };
        await foreach (var memory in reader.ReadRecordsAsync(waiting, run.Layout, cancellationToken).ConfigureAwait(false))
            keys.Add(memory.Key ?? "");
        await CollectAsync(new LinkQuery
        {
            CrmIds = [.. _planner.RecordsOf(Side.Crm).Select(record => record.Id).Concat(run.Selector.CrmIds)],
            QbIds = [.. _planner.RecordsOf(Side.Qb).Select(record => record.Id).Concat(run.Selector.QbIds)],
            Keys = keys,
        }).ConfigureAwait(false);
        var query = new RecordQuery { CrmIds = run.Selector.CrmIds, QbIds = run.Selector.QbIds, Keys = keys, Attention = true };
        var memories = new RecordQuery
        {
            CrmIds = [.. _planner.RecordsOf(Side.Crm).Select(record => record.Id)],
            QbIds = [.. _planner.RecordsOf(Side.Qb).Select(record => record.Id)],
        };
        await foreach (var memory in reader.ReadRecordsAsync(memories, run.Layout, cancellationToken).ConfigureAwait(false))
            _planner.AddMemory(memory);
        await LookUpSurvivorsAsync(links.Values, cancellationToken).ConfigureAwait(false);
        await LookUpRestoredAsync(links.Values, cancellationToken).ConfigureAwait(false);
        foreach (var link in links.Values.OrderBy(link => link.LinkId))
            _planner.AddLink(link);
        await AddUnlinkedAsync(reader, query, cancellationToken).ConfigureAwait(false);

        async Task CollectAsync(LinkQuery wanted)
        {
            await foreach (var link in reader.ReadLinksAsync(wanted, run.Layout, cancellationToken).ConfigureAwait(false))
                links[link.LinkId] = AsRecovered(link);
        }
    }

    private LinkMemory AsRecovered(LinkMemory stored) => _recovered.Count == 0 ? stored : _recovered.GetValueOrDefault(stored.LinkId, stored);

    /// <summary>
    /// A survivor that may be deleted, or be copied at once, is read as it stands: what was last seen of it does not tell whether it has an open
    /// balance or what it is called.
    /// </summary>
    private async Task LookUpSurvivorsAsync(IReadOnlyCollection<LinkMemory> links, CancellationToken cancellationToken)
    {
        foreach (var session in new[] { run.Crm, run.Qb })
        {
            var ids = links.Where(link => IsSurvivorToLookUp(session.Side, link)).Select(link => link.IdOn(session.Side)).ToList();
            foreach (var record in await session.LookUpAsync(run.Fields, ids, cancellationToken).ConfigureAwait(false))
                _planner.AddRecord(session.Side, record);
        }
    }

    /// <summary>Rule 7.6: a deleted record that exists again, on a side whose changes do not tell it.</summary>
    private async Task LookUpRestoredAsync(IReadOnlyCollection<LinkMemory> links, CancellationToken cancellationToken)
    {
        foreach (var session in new[] { run.Crm, run.Qb })
        {
            var ids = links.Where(link => MayBeRestored(session.Side, link)).Select(link => link.IdOn(session.Side)).ToList();
            foreach (var record in await session.LookUpAsync(run.Fields, ids, cancellationToken).ConfigureAwait(false))
                _planner.AddRecord(session.Side, record);
        }
    }

    private bool MayBeRestored(Side side, LinkMemory link) =>
        link.State == (side == Side.Crm ? LinkState.CrmDeleted : LinkState.QbDeleted)
        && !run.SessionOf(side).Traits.TellsRestored
        && !run.SessionOf(side).Reading!.IsFull
        && !_planner.Contains(side, link.IdOn(side));

    private bool IsSurvivorToLookUp(Side side, LinkMemory link) =>
        run.Context.Policy.Deletions != DeletionsPolicy.Hold
        && !run.SessionOf(side).Reading!.IsFull
        && !_planner.Contains(side, link.IdOn(side))
        && _planner.IsGone(side.Other(), link)
        && !_planner.IsGone(side, link);

    /// <summary>A customer's own name may have to serve as a last name (rule 6.3), and is not among what was last seen of it.</summary>
    private async Task LookUpNamesAsync(CancellationToken cancellationToken)
    {
        if (run.Qb.Reading!.IsFull)
            return;
        var nameless = run.Plan.Pairs.Where(pair => pair is { Kind: PairKind.Create, Target: Side.Crm, New.MadeUpLastName: not null, Qb.OwnName: null })
            .Select(pair => pair.Qb!.Id).ToList();
        var found = (await run.Qb.LookUpAsync(run.Fields, nameless, cancellationToken).ConfigureAwait(false)).ToDictionary(record => record.Id);
        for (var at = 0; at < run.Plan.Pairs.Count; at++)
        {
            var pair = run.Plan.Pairs[at];
            if (pair is { Kind: PairKind.Create, Qb: { OwnName: null } qb } && found.GetValueOrDefault(qb.Id) is { OwnName: { } name })
                run.Plan.Pairs[at] = _planner.WithOwnName(pair, name);
        }
    }

    /// <summary>Unlinked records of a side that told only what changed: those with a key that matters now stand as they were last seen.</summary>
    private async Task AddUnlinkedAsync(IStateReader reader, RecordQuery query, CancellationToken cancellationToken)
    {
        if (run.Crm.Reading!.IsFull && run.Qb.Reading!.IsFull)
            return;
        await foreach (var memory in reader.ReadRecordsAsync(query, run.Layout, cancellationToken).ConfigureAwait(false))
        {
            if (run.SessionOf(memory.Side).Reading!.IsFull || _planner.Contains(memory.Side, memory.Id))
                continue;
            _planner.AddMemory(memory);
            _planner.AddRecord(memory.Side, new ContactRecord(memory.Id, memory.Seen, memory.Modified) { IsJob = memory.IsJob });
        }
    }

    private string? KeyOf(PackedValues values) => EmailAddress.First(values.Get(FieldSet.EmailIndex, run.Fields.Count));

    private static PlannedPair FaultOf(Side side, ReadFault fault) => new()
    {
        Kind = PairKind.Fail,
        Target = side,
        ErrorCode = fault.Code,
        Message = fault.Message,
        CrmIds = side == Side.Crm && fault.Id is not null ? [fault.Id] : [],
        QbIds = side == Side.Qb && fault.Id is not null ? [fault.Id] : [],
    };
}
