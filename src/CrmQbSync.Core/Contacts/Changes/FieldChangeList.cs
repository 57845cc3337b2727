using System.Collections;
using CrmQbSync.Contacts;

namespace CrmQbSync;

/// <summary>The fields of a change; prints as their summary, so that a table or a CSV file shows something to read.</summary>
public sealed class FieldChangeList : IReadOnlyList<FieldChange>
{
    private readonly IReadOnlyList<FieldChange> _fields;

    /// <summary>A list of the given changes.</summary>
    public FieldChangeList(IReadOnlyList<FieldChange> fields) => _fields = fields;

    /// <summary>No changes.</summary>
    public static FieldChangeList Empty { get; } = new([]);

    /// <summary>The fields of a new record that gets each value as it stands on the other side; null if these are others.</summary>
    internal NewRecordFields? OfNewRecord => _fields as NewRecordFields;

    /// <inheritdoc/>
    public int Count => _fields.Count;

    /// <inheritdoc/>
    public FieldChange this[int index] => _fields[index];

    /// <inheritdoc/>
    public IEnumerator<FieldChange> GetEnumerator() => _fields.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => FieldChange.Summarize(_fields);
}
