using CrmQbSync.Contacts;
using CrmQbSync.State;

namespace CrmQbSync.Tests.Doubles;

/// <summary>Gives what was stored by one layout by another: a field is the same if its name and its mapping are.</summary>
public static class Relayout
{
    public static LinkMemory Link(LinkMemory link, FieldLayout from, FieldLayout to) => link with
    {
        CrmBase = Values(link.CrmBase, from, to),
        QbBase = Values(link.QbBase, from, to),
        CrmSeen = Values(link.CrmSeen, from, to),
        QbSeen = Values(link.QbSeen, from, to),
        HasBase = Mask(link.HasBase, from, to),
        CrmCleared = Mask(link.CrmCleared, from, to),
        QbCleared = Mask(link.QbCleared, from, to),
        Reconsider = Mask(link.Reconsider, from, to),
    };

    public static RecordMemory Record(RecordMemory record, FieldLayout from, FieldLayout to) =>
        record with { Seen = Values(record.Seen, from, to) };

    private static PackedValues Values(PackedValues values, FieldLayout from, FieldLayout to) => values.IsDefault
        ? values
        : PackedValues.Pack([.. Enumerable.Range(0, to.Fields.Count).Select(index => Place(index, from, to)).Select(place => place < 0 ? null : values.Get(place, from.Fields.Count))]);

    private static ulong Mask(ulong mask, FieldLayout from, FieldLayout to) => Enumerable.Range(0, to.Fields.Count)
        .Where(index => Place(index, from, to) is >= 0 and var place && (mask >> place & 1) == 1)
        .Aggregate(0UL, (result, index) => result | 1UL << index);

    private static int Place(int index, FieldLayout from, FieldLayout to)
    {
        var place = from.Fields.IndexOf(to.Fields[index].Name);
        return place >= 0 && from.Mappings[place] == to.Mappings[index] ? place : -1;
    }
}
