using System.Diagnostics.CodeAnalysis;
using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>The records of a side that a plan looks at.</summary>
internal sealed class SideView(Side side, FieldSet fields)
{
    private readonly List<ContactRecord> _records = [];
    private readonly List<RecordRole> _roles = [];
    private IdTable? _byId;

    public Side Side { get; } = side;

    /// <summary>Whether a record that is not in the view does not exist (a full and complete reading).</summary>
    public bool AbsentMeansDeleted { get; set; }

    /// <summary>Whether what is not in the view stands as it was last seen (a reading of changes only).</summary>
    public bool AbsentMeansUnchanged { get; set; }

    public int Count => _records.Count;

    public ContactRecord this[int index] => _records[index];

    public RecordRole RoleOf(int index) => _roles[index];

    public void SetRole(int index, RecordRole role) => _roles[index] = role;

    public int Add(ContactRecord record)
    {
        _records.Add(record);
        _roles.Add(RecordRole.Unlinked);
        _byId?.Add(_records.Count - 1);
        return _records.Count - 1;
    }

    /// <summary>Where the record of an id stands, also by the id it had before it got a lasting one; -1 if it is not in the view.</summary>
    public int IndexOf(string id)
    {
        IndexIds();
        return _byId.Find(id);
    }

    /// <summary>Makes the records ready to be found by their ids.</summary>
    [MemberNotNull(nameof(_byId))]
    public void IndexIds() => _byId ??= new IdTable(_records);

    /// <summary>
    /// Where a link's record stands, or that it is gone; neither if that is not known. One that a reading of changes did not tell is added as it was last seen.
    /// </summary>
    public (int Index, bool Gone) Find(LinkMemory link)
    {
        var id = link.IdOn(Side);
        var index = IndexOf(id);
        if (index >= 0)
            return _records[index].Deleted ? (-1, true) : (index, false);
        if (IsGoneByAbsence(link))
            return (-1, true);
        if (!AbsentMeansUnchanged)
            return (-1, false);
        var modified = Side == Side.Crm ? link.CrmModified : link.QbModified;
        var isJob = Side == Side.Qb && (link.Attention.HasFlag(LinkAttention.Job) || ReportMark.IsFor(link.ReportedReason, Reasons.Job));
        return (Add(new ContactRecord(id, link.SeenOn(Side), modified) { IsJob = isJob }), false);
    }

    /// <summary>Whether a link's record is known to be gone. Changes nothing.</summary>
    public bool IsGone(LinkMemory link)
    {
        var index = IndexOf(link.IdOn(Side));
        return index >= 0 ? _records[index].Deleted : IsGoneByAbsence(link);
    }

    private bool IsGoneByAbsence(LinkMemory link) =>
        AbsentMeansDeleted || (AbsentMeansUnchanged && link.State == (Side == Side.Crm ? LinkState.CrmDeleted : LinkState.QbDeleted));

    /// <summary>The key of a record; null if it has no address.</summary>
    public string? KeyAt(int index) => KeyOf(_records[index], fields);

    /// <summary>The address field of a record.</summary>
    public ReadOnlySpan<byte> AddressAt(int index) => AddressOf(_records[index], fields);

    /// <summary>For each record the hash of its key; 0 for those that do not take part in matching.</summary>
    public int[] HashKeys(Func<ContactRecord, bool> takesPart)
    {
        var hashes = new int[Count];
        Slices.For(Count, (from, to) =>
        {
            for (var index = from; index < to; index++)
                hashes[index] = takesPart(_records[index]) ? AddressKey.Hash(AddressAt(index)) : 0;
        });
        return hashes;
    }

    public static string? KeyOf(ContactRecord record, FieldSet fields) =>
        record.Values.IsDefault ? null : EmailAddress.First(AddressOf(record, fields));

    /// <summary>The key of a record; where the address stands as in another record whose key is known, it is that very text.</summary>
    public static string? KeyOf(ContactRecord record, FieldSet fields, ContactRecord other, string? keyOfOther) =>
        keyOfOther is not null && !record.Values.IsDefault && AddressOf(record, fields).SequenceEqual(AddressOf(other, fields))
            ? keyOfOther
            : KeyOf(record, fields);

    private static ReadOnlySpan<byte> AddressOf(ContactRecord record, FieldSet fields) =>
        record.Values.GetUtf8(FieldSet.EmailIndex, fields.Count);
}
