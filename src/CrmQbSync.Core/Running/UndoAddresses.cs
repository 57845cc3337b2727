using CrmQbSync.Connections;
using CrmQbSync.Contacts;
using CrmQbSync.Merging;

namespace CrmQbSync.Running;

/// <summary>Keeps an undo from giving a record an address that another record of its side has by now (rules 4.3 and 6.5).</summary>
internal sealed class UndoAddresses(PreparedRun run)
{
    private readonly Dictionary<Side, Dictionary<string, List<string>>> _owners = [];

    /// <summary>Looks up who has the addresses that an undo would write.</summary>
    public async Task ReadAsync(IReadOnlyCollection<UndoStep> steps, CancellationToken cancellationToken)
    {
        foreach (var session in new[] { run.Crm, run.Qb })
        {
            var owners = _owners[session.Side] = new Dictionary<string, List<string>>(EmailAddress.Comparer);
            // What is brought back may need its counterpart made anew.
            var keys = steps.Where(step => step.Side == session.Side || step.Kind == WriteKind.Restore).Select(NewKey).OfType<string>();
            foreach (var chunk in keys.Distinct(EmailAddress.Comparer).Chunk(session.Traits.MaxQueryIds))
            {
                var query = new ContactQuery { Emails = chunk };
                await foreach (var page in session.Connection.QueryAsync(run.Fields, query, cancellationToken).ConfigureAwait(false))
                {
                    foreach (var record in page.Records)
                        Add(owners, record);
                }
            }
        }
    }

    /// <summary>The records of a side that have an address, apart from one.</summary>
    public IEnumerable<string> OwnersOf(Side side, string? key, string? except) =>
        key is not null && _owners[side].TryGetValue(key, out var ids) ? ids.Where(id => id != except) : [];

    /// <summary>For each step that would give an address to a second record, which others have it or would get it.</summary>
    public Dictionary<UndoStep, string> Find(IReadOnlyList<UndoStep> steps)
    {
        var refused = new Dictionary<UndoStep, string>(ReferenceEqualityComparer.Instance);
        // A step that is refused leaves its record the address that another step was to write; hence until nothing changes.
        while (true)
        {
            var open = steps.Where(step => step.Kind is not null && !refused.ContainsKey(step)).ToList();
            var leaving = open.Where(step => step.Kind == WriteKind.Delete || NewKey(step) is not null).Select(step => (step.Side, IdOf(step))).ToHashSet();
            var getting = open.Where(step => NewKey(step) is not null).ToLookup(step => (step.Side, NewKey(step)!.ToUpperInvariant()), IdOf);
            var found = refused.Count;
            foreach (var step in open.Where(step => NewKey(step) is not null))
            {
                var key = NewKey(step)!;
                var others = OwnersOf(step.Side, key, IdOf(step)).Where(id => !leaving.Contains((step.Side, id)))
                    .Union(getting[(step.Side, key.ToUpperInvariant())].OfType<string>().Where(id => id != IdOf(step)))
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

    private void Add(Dictionary<string, List<string>> owners, ContactRecord record)
    {
        if (record.Deleted || (record.IsJob && !run.Context.Policy.IncludeJobs) || SideView.KeyOf(record, run.Fields) is not { } key)
            return;
        if (!owners.TryGetValue(key, out var ids))
            owners[key] = ids = [];
        ids.Add(record.Id);
    }
}
