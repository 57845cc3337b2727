using System.Collections;
using System.Numerics;

namespace CrmQbSync.Contacts;

/// <summary>
/// The fields of a new record that gets each value as it stands on the other side. They are made only when they are asked for: from plan to history a new
/// record would else be some dozens of objects, and a first run may have a hundred thousand of them.
/// </summary>
/// <param name="fields">The fields by which the values are packed.</param>
/// <param name="values">The other side's record.</param>
/// <param name="written">The fields that the new record gets, one bit each.</param>
/// <param name="target">The side that gets it.</param>
/// <param name="why">Why the values flow.</param>
internal sealed class NewRecordFields(FieldSet fields, PackedValues values, ulong written, ChangeTarget target, string why) : IReadOnlyList<FieldChange>
{
    /// <inheritdoc/>
    public int Count => BitOperations.PopCount(written);

    /// <summary>The side that gets the record.</summary>
    public ChangeTarget Target => target;

    /// <summary>Why the values flow.</summary>
    public string Why => why;

    /// <inheritdoc/>
    public FieldChange this[int index] => ChangeOf(PlaceOf(index));

    /// <summary>The field at an index.</summary>
    public ContactField FieldAt(int index) => fields[PlaceOf(index)];

    /// <summary>The value at an index.</summary>
    public string? ValueAt(int index) => values.Get(PlaceOf(index), fields.Count);

    /// <summary>The value at an index, in UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8At(int index) => values.GetUtf8(PlaceOf(index), fields.Count);

    /// <inheritdoc/>
    public IEnumerator<FieldChange> GetEnumerator()
    {
        for (var left = written; left != 0; left &= left - 1)
            yield return ChangeOf(BitOperations.TrailingZeroCount(left));
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private FieldChange ChangeOf(int place) => new(fields[place].Name, target, null, values.Get(place, fields.Count), why, null);

    private int PlaceOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var left = written;
        for (; index > 0; index--)
            left &= left - 1;
        return BitOperations.TrailingZeroCount(left);
    }
}
