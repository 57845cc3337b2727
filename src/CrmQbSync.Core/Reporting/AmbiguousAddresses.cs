using System.Collections.Immutable;
using CrmQbSync.Contacts;
using CrmQbSync.State;

namespace CrmQbSync.Reporting;

/// <summary>
/// Finds the addresses that are ambiguous (rule 4.5) as the last run left them: several unlinked records of a side have one, or an unlinked record
/// has that of a linked pair.
/// </summary>
internal static class AmbiguousAddresses
{
    /// <summary>The addresses, in their order.</summary>
    public static async Task<List<AmbiguousAddress>> ReadAsync(
        IStateReader state, FieldLayout layout, bool includeJobs, CancellationToken cancellationToken)
    {
        var groups = new Dictionary<string, Group>(EmailAddress.Comparer);
        await foreach (var record in state.ReadRecordsAsync(new RecordQuery { Attention = true }, layout, cancellationToken).ConfigureAwait(false))
        {
            if (record.Key is { } key)
                groups.TryAdd(key, new Group());
        }
        if (groups.Count == 0)
            return [];
        await foreach (var record in state.ReadRecordsAsync(new RecordQuery { Keys = groups.Keys }, layout, cancellationToken).ConfigureAwait(false))
        {
            if (record.Key is { } key && (includeJobs || !record.IsJob))
                groups[key].Unlinked(record.Side).Add(record.Id);
        }
        await foreach (var link in state.ReadLinksAsync(new LinkQuery { Keys = groups.Keys }, layout, cancellationToken).ConfigureAwait(false))
        {
            foreach (var key in new[] { link.CrmKey, link.QbKey }.Distinct(EmailAddress.Comparer).Where(groups.ContainsKey))
                groups[key].Links.Add(link);
        }
        return [.. groups.Where(group => group.Value.IsAmbiguous)
            .Select(group => new AmbiguousAddress(group.Key, group.Value.Ids(Side.Crm), group.Value.Ids(Side.Qb)))
            .OrderBy(address => address.Email, StringComparer.OrdinalIgnoreCase)];
    }

    private sealed class Group
    {
        private readonly List<string> _crm = [];
        private readonly List<string> _qb = [];

        public List<LinkMemory> Links { get; } = [];

        public bool IsAmbiguous => _crm.Count > 1 || _qb.Count > 1 || (Links.Count > 0 && _crm.Count + _qb.Count > 0);

        public List<string> Unlinked(Side side) => side == Side.Crm ? _crm : _qb;

        public ImmutableArray<string> Ids(Side side) =>
            [.. Unlinked(side).Concat(Links.Where(link => link.State != (side == Side.Crm ? LinkState.CrmDeleted : LinkState.QbDeleted))
                .Select(link => link.IdOn(side))).Order(StringComparer.Ordinal)];
    }
}
