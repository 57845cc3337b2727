using System.Collections.Immutable;
using CrmQbSync.Contacts;

namespace CrmQbSync.Tests.Doubles;

/// <summary>A record of a <see cref="MemorySide"/>; immutable, so that a side can be copied cheaply.</summary>
public sealed record MemoryRecord
{
    public required string Id { get; init; }

    /// <summary>The values that are not blank, by field name.</summary>
    public ImmutableSortedDictionary<string, string> Values { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public DateTimeOffset Created { get; init; }

    public DateTimeOffset Modified { get; init; }

    /// <summary>The side's change counter when it was last changed; also its version.</summary>
    public long ChangedAt { get; init; }

    public bool Deleted { get; init; }

    public bool IsJob { get; init; }

    public bool HasOpenBalance { get; init; }

    public string? OwnName { get; init; }

    public string? this[string field] => Values.GetValueOrDefault(field);

    /// <summary>The values by the order of a field set.</summary>
    public PackedValues Pack(FieldSet fields) =>
        PackedValues.Pack([.. fields.Fields.Select(field => this[field.Name])]);

    public override string ToString() =>
        $"{Id}{(Deleted ? " (deleted)" : "")}{(IsJob ? " (job)" : "")} {{ {string.Join(", ", Values.Select(pair => $"{pair.Key}='{pair.Value}'"))} }}";
}
