using CrmQbSync.Connections;
using CrmQbSync.Contacts;
using CrmQbSync.Merging;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>
/// Keeps an undo from giving a record an address that another record of its side has got since (rules 4.3 and 6.5). Two that had the same address
/// before get it back (law 9).
/// </summary>
internal sealed class UndoAddresses(PreparedRun run, IStateReader state, long syncId)
{
    private readonly Dictionary<(Side, string), List<string>> _owners = [];
    private readonly HashSet<(Side, string)> _earlier = [];

    /// <summary>Looks up who has the addresses that an undo would write.</summary>
    public async Task ReadAsync(IReadOnlyCollection<UndoStep> steps, CancellationToken cancellationToken)
    {
        foreach (var session in new[] { run.Crm, run.Qb })
        {
            // What is brought back may need its counterpart made anew.
            var keys = steps.Where(step => step.Side == session.Side || step.Kind == WriteKind.Restore).Select(NewKey).OfType<string>();
            foreach (var chunk in keys.Distinct(EmailAddress.Comparer).Chunk(session.Traits.MaxQueryIds))
            {
                var query = new ContactQuery { Emails = chunk };
                await foreach (var page in session.Connection.QueryAsync(run.Fields, query, cancellationToken).ConfigureAwait(false))
                {
                    foreach (var record in page.Records)
                        Add(session.Side, record);
                }
            }
            await FindEarlierAsync(session.Side, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Owners that the state knows with that address, and did not link since: they had it before.</summary>
    private async Task FindEarlierAsync(Side side, CancellationToken cancellationToken)
    {
        string[] ids = [.. _owners.Where(owners => owners.Key.Item1 == side).SelectMany(owners => owners.Value)];
        if (ids.Length == 0)
            return;
        // The earliest of that run and all since: where the clock was set back, what was linked since must not look as if it had been before.
        DateTimeOffset? started = null;
        await foreach (var since in state.ReadRunsAsync(new RunQuery { After = syncId - 1 }, cancellationToken).ConfigureAwait(false))
            started = started < since.StartedAt ? started : since.StartedAt;
        var links = side == Side.Crm ? new LinkQuery { CrmIds = ids } : new LinkQuery { QbIds = ids };
        await foreach (var link in state.ReadLinksAsync(links, run.Layout, cancellationToken).ConfigureAwait(false))
        {
            if (link.LinkedAt < started && OwnersOf(side, link.KeyOn(side), null).Contains(link.IdOn(side)))
                _earlier.Add((side, link.IdOn(side)));
        }
        var records = side == Side.Crm ? new RecordQuery { CrmIds = ids } : new RecordQuery { QbIds = ids };
        await foreach (var memory in state.ReadRecordsAsync(records, run.Layout, cancellationToken).ConfigureAwait(false))
        {
            if (memory.Side == side && OwnersOf(side, memory.Key, null).Contains(memory.Id))
                _earlier.Add((side, memory.Id));
        }
    }

    /// <summary>The records of a side that have an address, apart from one.</summary>
    public IEnumerable<string> OwnersOf(Side side, string? key, string? except) =>
        key is not null && _owners.TryGetValue((side, key.ToUpperInvariant()), out var ids) ? ids.Where(id => id != except) : [];

    /// <summary>For each step that would give a record an address that others have got since, those others.</summary>
    public Dictionary<UndoStep, string> Find(IReadOnlyList<UndoStep> steps)
    {
        var refused = new Dictionary<UndoStep, string>(ReferenceEqualityComparer.Instance);
        // A step that is refused leaves its record the address that another step was to write; hence until nothing changes.
        while (true)
        {
            var open = steps.Where(step => step.Kind is not null && !refused.ContainsKey(step)).ToList();
            var leaving = open.Where(step => step.Kind == WriteKind.Delete || NewKey(step) is not null).Select(step => (step.Side, IdOf(step))).ToHashSet();
            var found = refused.Count;
            foreach (var step in open.Where(step => NewKey(step) is not null))
            {
                var others = OwnersOf(step.Side, NewKey(step), IdOf(step))
                    .Where(id => !leaving.Contains((step.Side, id)) && !_earlier.Contains((step.Side, id)))
                    .Order(StringComparer.Ordinal).ToList();
                if (others.Count > 0)
                    refused[step] = string.Join(", ", others);
            }
            if (refused.Count == found)
                return refused;
        }
    }

    /// <summary>The address that a step gives its record; null if it leaves it the one it has.</summary>
    public static string? NewKey(UndoStep step) => step.Kind is WriteKind.Update or WriteKind.Restore
        ? EmailAddress.First(step.Change.Fields.FirstOrDefault(change => change.Field == CanonicalFields.Email)?.NewValue)
        : null;

    private static string? IdOf(UndoStep step) => step.Side == Side.Crm ? step.Entry.CrmId : step.Entry.QbId;

    private void Add(Side side, ContactRecord record)
    {
        if (record.Deleted || (record.IsJob && !run.Context.Policy.IncludeJobs) || SideView.KeyOf(record, run.Fields) is not { } key)
            return;
        var owned = (side, key.ToUpperInvariant());
        if (!_owners.TryGetValue(owned, out var ids))
            _owners[owned] = ids = [];
        ids.Add(record.Id);
    }
}
