using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>The records that no live link holds, grouped by key (rules 4.4 to 4.6).</summary>
internal sealed class KeyGroups
{
    private const int Ahead = 16;

    private readonly SideView _crm;
    private readonly SideView _qb;
    private readonly int[] _crmHashes;
    private readonly int[] _qbHashes;
    private readonly int[] _groupOfCrm;
    private readonly int[] _groupOfQb;
    private readonly KeyTable _crmTable;
    private readonly KeyTable _qbTable;
    private readonly List<Group> _groups;
    private readonly List<Others> _others = [];

    /// <summary>The groups of both sides' unlinked records.</summary>
    /// <param name="crm">The contacts.</param>
    /// <param name="qb">The customers.</param>
    /// <param name="takesPart">Whether a record takes part in matching.</param>
    public KeyGroups(SideView crm, SideView qb, Func<ContactRecord, bool> takesPart)
    {
        _crm = crm;
        _qb = qb;
        _crmHashes = crm.HashKeys(takesPart);
        _qbHashes = qb.HashKeys(takesPart);
        _groupOfCrm = new int[crm.Count];
        _groupOfQb = new int[qb.Count];
        var contacts = CountOwn(Side.Crm);
        _groups = new List<Group>(contacts);
        _crmTable = new KeyTable(crm, contacts);
        AddContacts();
        var matches = MatchCustomers(out var unmatched);
        _groups.EnsureCapacity(_groups.Count + unmatched);
        _qbTable = new KeyTable(qb, unmatched);
        AddCustomers(matches);
        AddLinked(Side.Crm);
        AddLinked(Side.Qb);
    }

    public int Count => _groups.Count;

    public Group this[int index] => _groups[index];

    /// <summary>Whether a record has a key and is in the group of that key, or was found linked.</summary>
    public bool IsKeyed(Side side, int index) => HashOf(side, index) != 0;

    /// <summary>The key of a group. Of several spellings always the same one is told, in whatever order they come (law 4).</summary>
    public string KeyOf(in Group group)
    {
        var least = group.IsIdentical
            ? _crm.KeyAt(group.Crm)
            : Least(group.Crm < 0 ? null : _crm.KeyAt(group.Crm), group.Qb < 0 ? null : _qb.KeyAt(group.Qb));
        if (group.IsAmbiguous)
        {
            foreach (var index in _others[group.Others].MoreOn(Side.Crm))
                least = Least(least, _crm.KeyAt(index));
            foreach (var index in _others[group.Others].MoreOn(Side.Qb))
                least = Least(least, _qb.KeyAt(index));
        }
        return least!;
    }

    private static string? Least(string? left, string? right) =>
        left is null || (right is not null && string.CompareOrdinal(right, left) < 0) ? right : left;

    /// <summary>The ids of a side that a group names.</summary>
    public IEnumerable<string> IdsOf(in Group group, Side side)
    {
        var view = ViewOf(side);
        var linked = group.Others < 0 ? [] : _others[group.Others].LinkedOn(side);
        return MembersOf(group, side).Select(at => view[at].Id).Concat(linked).Order(StringComparer.Ordinal);
    }

    /// <summary>The places, in a side's view, of the unlinked records of a group.</summary>
    public IEnumerable<int> MembersOf(in Group group, Side side)
    {
        IEnumerable<int> more = group.Others < 0 ? [] : _others[group.Others].MoreOn(side);
        return group.On(side) < 0 ? [] : more.Prepend(group.On(side));
    }

    private SideView ViewOf(Side side) => side == Side.Crm ? _crm : _qb;

    private int HashOf(Side side, int index) => (side == Side.Crm ? _crmHashes : _qbHashes)[index];

    /// <summary>Whether a record belongs into a group of its own: it has a key and no link holds it.</summary>
    private bool IsOwn(Side side, int index) => HashOf(side, index) != 0 && ViewOf(side).RoleOf(index) != RecordRole.Linked;

    private int CountOwn(Side side)
    {
        var count = 0;
        for (var index = 0; index < ViewOf(side).Count; index++)
            count += IsOwn(side, index) ? 1 : 0;
        return count;
    }

    private void AddContacts()
    {
        for (var index = 0; index < _crm.Count; index++)
        {
            if (index % Ahead == 0)
                TouchSlots(index, Math.Min(_crm.Count, index + Ahead));
            if (!IsOwn(Side.Crm, index))
                continue;
            var first = _crmTable.FindOrAdd(index, _crmHashes[index]);
            if (first == index)
                _groupOfCrm[index] = AddGroup(new Group(index, -1, false, -1));
            else
                OthersOf(_groupOfCrm[first]).MoreOn(Side.Crm).Add(index);
        }
    }

    /// <summary>The table is read in no order, so its slots too are fetched some at a time.</summary>
    private int TouchSlots(int from, int to)
    {
        var found = 0;
        for (var index = from; index < to; index++)
            found += _crmTable.Guess(_crmHashes[index]);
        return found;
    }

    /// <summary>Finds for each customer the first contact with its key.</summary>
    private Match[] MatchCustomers(out int unmatched)
    {
        var matches = new Match[_qb.Count];
        var without = 0;
        Slices.For(_qb.Count, (from, to) =>
        {
            var count = 0;
            for (var index = from; index < to; index++)
            {
                if ((index - from) % Ahead == 0)
                    Touch(index, Math.Min(to, index + Ahead));
                if (!IsOwn(Side.Qb, index))
                    continue;
                var crm = _crmTable.Find(_qb, index, _qbHashes[index]);
                matches[index] = new Match(crm, crm >= 0 && _crm[crm].Values == _qb[index].Values);
                count += crm < 0 ? 1 : 0;
            }
            Interlocked.Add(ref without, count);
        });
        unmatched = without;
        return matches;
    }

    /// <summary>
    /// Contacts lie in memory in another order than customers: to wait for them one by one takes longer than all the rest, so they are fetched
    /// some at a time.
    /// </summary>
    private int Touch(int from, int to)
    {
        Span<int> guesses = stackalloc int[Ahead];
        var bytes = 0;
        for (var index = from; index < to; index++)
            guesses[index - from] = _crmTable.Guess(_qbHashes[index]);
        foreach (var guess in guesses[..(to - from)])
            bytes += guess < 0 ? 0 : _crm[guess].Values.Bytes.Length;
        return bytes;
    }

    private void AddCustomers(Match[] matches)
    {
        for (var index = 0; index < _qb.Count; index++)
        {
            if (!IsOwn(Side.Qb, index))
                continue;
            var (crm, isIdentical) = matches[index];
            if (crm >= 0)
                AddCustomer(_groupOfCrm[crm], index, isIdentical);
            else if (_qbTable.FindOrAdd(index, _qbHashes[index]) is var first && first != index)
                AddCustomer(_groupOfQb[first], index, false);
            else
                _groupOfQb[index] = AddGroup(new Group(-1, index, false, -1));
        }
    }

    private void AddCustomer(int group, int index, bool isIdentical)
    {
        if (_groups[group].Qb < 0)
            _groups[group] = _groups[group] with { Qb = index, IsIdentical = isIdentical };
        else
            OthersOf(group).MoreOn(Side.Qb).Add(index);
    }

    /// <summary>Marks the groups whose key a linked record has (rule 4.5).</summary>
    private void AddLinked(Side side)
    {
        var view = ViewOf(side);
        for (var index = 0; index < view.Count && _groups.Count > 0; index++)
        {
            if (view.RoleOf(index) != RecordRole.Linked || HashOf(side, index) is not (not 0 and var hash))
                continue;
            var crm = _crmTable.Find(view, index, hash);
            var qb = crm >= 0 ? -1 : _qbTable.Find(view, index, hash);
            if (crm >= 0)
                OthersOf(_groupOfCrm[crm]).LinkedOn(side).Add(view[index].Id);
            else if (qb >= 0)
                OthersOf(_groupOfQb[qb]).LinkedOn(side).Add(view[index].Id);
        }
    }

    private int AddGroup(Group group)
    {
        _groups.Add(group);
        return _groups.Count - 1;
    }

    private Others OthersOf(int group)
    {
        if (_groups[group].Others < 0)
        {
            _groups[group] = _groups[group] with { Others = _others.Count };
            _others.Add(new Others());
        }
        return _others[_groups[group].Others];
    }

    /// <summary>One key.</summary>
    /// <param name="Crm">The place of the first contact with it; -1 if there is none.</param>
    /// <param name="Qb">The place of the first customer with it; -1 if there is none.</param>
    /// <param name="IsIdentical">Whether these two hold the same values, byte for byte: noted while both are at hand.</param>
    /// <param name="Others">Where the further records with it are listed; -1 if there are none.</param>
    public readonly record struct Group(int Crm, int Qb, bool IsIdentical, int Others)
    {
        public bool IsAmbiguous => Others >= 0;

        public int On(Side side) => side == Side.Crm ? Crm : Qb;
    }

    private readonly record struct Match(int Crm, bool IsIdentical);

    /// <summary>What makes a key ambiguous.</summary>
    private sealed class Others
    {
        private readonly List<int> _moreCrm = [];
        private readonly List<int> _moreQb = [];
        private readonly List<string> _linkedCrm = [];
        private readonly List<string> _linkedQb = [];

        public List<int> MoreOn(Side side) => side == Side.Crm ? _moreCrm : _moreQb;

        public List<string> LinkedOn(Side side) => side == Side.Crm ? _linkedCrm : _linkedQb;
    }
}
