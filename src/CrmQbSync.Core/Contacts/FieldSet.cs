using System.Collections.Immutable;

namespace CrmQbSync.Contacts;

/// <summary>
/// The fields that a run reads, in a fixed order. Records that are compared with each other are packed by the same set.
/// The first field is always Email.
/// </summary>
public sealed class FieldSet
{
    /// <summary>The most fields that a profile can map: one bit each in a <see cref="ulong"/>.</summary>
    public const int MaxFields = 64;

    private readonly Dictionary<string, int> _indexes;

    /// <summary>A set of the given fields; Email is put first.</summary>
    /// <exception cref="ArgumentException">No Email field, a name twice, or more than <see cref="MaxFields"/>.</exception>
    public FieldSet(IEnumerable<ContactField> fields)
    {
        Fields = [.. fields.OrderBy(field => field.Name == CanonicalFields.Email ? 0 : 1)];
        if (Fields.Length is 0 or > MaxFields || Fields[0].Name != CanonicalFields.Email)
            throw new ArgumentException($"A field set starts with Email and holds at most {MaxFields} fields.", nameof(fields));
        _indexes = new Dictionary<string, int>(Fields.Length, StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < Fields.Length; index++)
            _indexes.Add(Fields[index].Name, index);
        LastNameIndex = IndexOf(CanonicalFields.LastName);
        CustomIndexes = [.. Enumerable.Range(0, Count).Where(index => CanonicalFields.Find(Fields[index].Name) is null)];
    }

    /// <summary>Every canonical field.</summary>
    public static FieldSet Canonical { get; } = new(CanonicalFields.All);

    /// <summary>The fields in their order.</summary>
    public ImmutableArray<ContactField> Fields { get; }

    /// <summary>How many fields there are.</summary>
    public int Count => Fields.Length;

    /// <summary>Where Email stands.</summary>
    public const int EmailIndex = 0;

    /// <summary>Where LastName stands; -1 if it is not mapped.</summary>
    public int LastNameIndex { get; }

    /// <summary>Where the custom fields stand.</summary>
    internal ImmutableArray<int> CustomIndexes { get; }

    /// <summary>Where the field of that name stands, without regard to case; -1 if it is not in the set.</summary>
    public int IndexOf(string name) => _indexes.GetValueOrDefault(name, -1);

    /// <summary>The field at a place.</summary>
    public ContactField this[int index] => Fields[index];
}
