using System.Runtime.InteropServices;
using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>The records that no live link holds, grouped by key (rules 4.4 to 4.6).</summary>
internal sealed class KeyGroups(SideView crm, SideView qb)
{
    private readonly Dictionary<string, int> _byKey = new(EmailAddress.Comparer);
    private readonly List<Group> _groups = [];

    /// <summary>One key: the first record of each side, and what else has the key.</summary>
    public struct Group
    {
        public string Key;
        public int Crm;
        public int Qb;
        public List<int>? MoreCrm;
        public List<int>? MoreQb;
        public List<string>? LinkedCrm;
        public List<string>? LinkedQb;

        public readonly bool IsAmbiguous => MoreCrm is not null || MoreQb is not null || LinkedCrm is not null || LinkedQb is not null;
    }

    public int Count => _groups.Count;

    public ref readonly Group this[int index] => ref CollectionsMarshal.AsSpan(_groups)[index];

    public void Reserve(int count) => _byKey.EnsureCapacity(count);

    public void Add(Side side, int index, string key)
    {
        ref var at = ref CollectionsMarshal.GetValueRefOrAddDefault(_byKey, key, out var known);
        if (!known)
        {
            at = _groups.Count;
            _groups.Add(new Group { Key = key, Crm = side == Side.Crm ? index : -1, Qb = side == Side.Qb ? index : -1 });
            return;
        }
        ref var group = ref CollectionsMarshal.AsSpan(_groups)[at];
        // Of several spellings always the same one is told, in whatever order they come (law 4).
        if (string.CompareOrdinal(key, group.Key) < 0)
            group.Key = key;
        if (side == Side.Crm)
            AddTo(ref group.Crm, ref group.MoreCrm, index);
        else
            AddTo(ref group.Qb, ref group.MoreQb, index);
    }

    /// <summary>Marks the groups whose key belongs to a linked record (rule 4.5).</summary>
    public void MarkLinked(Func<ContactRecord, bool> counts)
    {
        if (_groups.Count == 0)
            return;
        foreach (var view in new[] { crm, qb })
        {
            for (var index = 0; index < view.Count; index++)
            {
                if (view.RoleOf(index) == RecordRole.Linked && counts(view[index]) && view.KeyAt(index) is { } key
                    && _byKey.TryGetValue(key, out var at))
                {
                    ref var group = ref CollectionsMarshal.AsSpan(_groups)[at];
                    ((view.Side == Side.Crm ? ref group.LinkedCrm : ref group.LinkedQb) ??= []).Add(view[index].Id);
                }
            }
        }
    }

    /// <summary>The ids of a side that a group names.</summary>
    public IEnumerable<string> IdsOf(int index, Side side)
    {
        var group = _groups[index];
        var view = side == Side.Crm ? crm : qb;
        var (first, more, linked) = side == Side.Crm
            ? (group.Crm, group.MoreCrm, group.LinkedCrm)
            : (group.Qb, group.MoreQb, group.LinkedQb);
        IEnumerable<int> own = first < 0 ? [] : [first, .. more ?? []];
        return own.Select(at => view[at].Id).Concat(linked ?? []).Order(StringComparer.Ordinal);
    }

    /// <summary>The places, in a side's view, of the unlinked records of a group.</summary>
    public IEnumerable<int> MembersOf(int index, Side side)
    {
        var group = _groups[index];
        var (first, more) = side == Side.Crm ? (group.Crm, group.MoreCrm) : (group.Qb, group.MoreQb);
        return first < 0 ? [] : [first, .. more ?? []];
    }

    private static void AddTo(ref int first, ref List<int>? more, int index)
    {
        if (first < 0)
            first = index;
        else
            (more ??= []).Add(index);
    }
}
