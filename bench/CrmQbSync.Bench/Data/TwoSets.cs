using CrmQbSync.Contacts;

namespace CrmQbSync.Bench.Data;

/// <summary>
/// Two sets of records with the same people: 90 % stand the same on both sides, 5 % were changed on one, 5 % of each side are not on the other.
/// Every fiftieth address is in capitals on one side.
/// </summary>
internal sealed class TwoSets
{
    public TwoSets(int count)
    {
        Count = count;
        Crm = Make(Side.Crm);
        Qb = Make(Side.Qb);
    }

    public int Count { get; }

    public ContactRecord[] Crm { get; }

    public ContactRecord[] Qb { get; }

    private ContactRecord[] Make(Side side)
    {
        var records = new ContactRecord[Count];
        var order = Enumerable.Range(0, Count).ToArray();
        // A service does not tell its records in the order of the other's.
        if (side == Side.Qb)
            new Random(7).Shuffle(order);
        Parallel.For(0, Count, at =>
        {
            var index = order[at];
            var values = new string?[FieldSet.Canonical.Count];
            var person = PersonAt(side, index);
            People.Fill(person, values);
            if (side == Side.Qb && index % 20 == 1)
                People.Edit(person, 1, values);
            if (side == Side.Qb && index % 50 == 3)
                values[FieldSet.EmailIndex] = values[FieldSet.EmailIndex]!.ToUpperInvariant();
            records[at] = new ContactRecord(People.IdOf(side, person), PackedValues.Pack(values));
        });
        return records;
    }

    /// <summary>Every twentieth record of QuickBooks is a person that the CRM does not have, and so the other way round.</summary>
    private int PersonAt(Side side, int index) => side == Side.Qb && index % 20 == 0 ? Count + index : index;
}
