using System.Collections;
using CrmQbSync.Connections;
using CrmQbSync.Contacts;

namespace CrmQbSync.Running;

/// <summary>What is written of a new record, made only when it is asked for (<see cref="NewRecordFields"/>).</summary>
internal sealed class NewRecordWrites(NewRecordFields fields) : IReadOnlyList<FieldWrite>
{
    /// <inheritdoc/>
    public int Count => fields.Count;

    /// <inheritdoc/>
    public FieldWrite this[int index] => new(fields.FieldAt(index), fields.ValueAt(index));

    /// <inheritdoc/>
    public IEnumerator<FieldWrite> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
            yield return this[index];
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
