using System.Text;

namespace CrmQbSync.Contacts;

/// <summary>A record as a connection read it. Immutable; small, because a run may hold a million of them.</summary>
public sealed class ContactRecord
{
    private readonly string? _id;
    private readonly int _idLength;
    private readonly long _modifiedTicks;
    private readonly Particulars? _particulars;

    /// <summary>A record of one side.</summary>
    /// <param name="id">The service's own id.</param>
    /// <param name="values">The values as the service holds them, by the order of the reading's <see cref="FieldSet"/>.</param>
    /// <param name="modified">When the service says it was last modified; null if it does not say.</param>
    /// <param name="created">When it was created; null if the service does not say.</param>
    public ContactRecord(string id, PackedValues values, DateTimeOffset? modified = null, DateTimeOffset? created = null)
        : this(id, 0, values, modified, created)
    {
    }

    /// <summary>The same, where the id may lie ahead of the values (<see cref="ValuePacker.ToValues"/>).</summary>
    /// <param name="id">The id; null if it lies ahead of the values.</param>
    /// <param name="idLength">How many bytes it takes there.</param>
    /// <param name="values">The values.</param>
    /// <param name="modified">When it was last modified.</param>
    /// <param name="created">When it was created.</param>
    internal ContactRecord(string? id, int idLength, PackedValues values, DateTimeOffset? modified, DateTimeOffset? created)
    {
        _id = id;
        _idLength = idLength;
        Values = values;
        _modifiedTicks = modified?.UtcTicks ?? -1;
        if (created is not null)
            _particulars = new Particulars { Created = created.Value.ToUniversalTime() };
    }

    /// <summary>The service's own id.</summary>
    public string Id => _id ?? Values.TextAhead(_idLength);

    /// <summary>The id in UTF-8, in the buffer if it does not lie ahead of the values and has room there.</summary>
    internal ReadOnlySpan<byte> IdUtf8(Span<byte> buffer) => _id is null ? Values.BytesAhead(_idLength) : Utf8Of(_id, buffer);

    /// <summary>An id in UTF-8, in the buffer if it has room there.</summary>
    internal static ReadOnlySpan<byte> Utf8Of(string id, Span<byte> buffer) =>
        Encoding.UTF8.TryGetBytes(id, buffer, out var length) ? buffer[..length] : Encoding.UTF8.GetBytes(id);

    /// <summary>The values as the service holds them.</summary>
    public PackedValues Values { get; }

    /// <summary>When it was last modified, in UTC; null if unknown.</summary>
    public DateTimeOffset? ModifiedTime => _modifiedTicks < 0 ? null : new DateTimeOffset(_modifiedTicks, TimeSpan.Zero);

    /// <summary>When it was created, in UTC; null if unknown.</summary>
    public DateTimeOffset? CreatedTime => _particulars?.Created;

    /// <summary>The service's own version of the record (SyncToken, EditSequence, …); null where it has none.</summary>
    public string? Version
    {
        get => _particulars?.Version;
        init
        {
            if (value is not null)
                (_particulars ??= new Particulars()).Version = value;
        }
    }

    /// <summary>The customer's own name (DisplayName, Name), which is no mapped field but may have to serve as a last name (rule 6.3).</summary>
    public string? OwnName
    {
        get => _particulars?.OwnName;
        init
        {
            if (value is not null)
                (_particulars ??= new Particulars()).OwnName = value;
        }
    }

    /// <summary>Other names by which its service calls it and that are no mapped values; null where there are none.</summary>
    public IReadOnlyList<string>? OtherNames
    {
        get => _particulars?.OtherNames;
        init
        {
            if (value is not null)
                (_particulars ??= new Particulars()).OtherNames = value;
        }
    }

    /// <summary>
    /// The id under which this record was known before its service gave it a lasting one (a row of a file without ids); else null.
    /// </summary>
    public string? FormerId
    {
        get => _particulars?.FormerId;
        init
        {
            if (value is not null)
                (_particulars ??= new Particulars()).FormerId = value;
        }
    }

    /// <summary>Whether the record no longer exists, or is inactive (rules 3.3 and 7.1). Values may be missing then.</summary>
    public bool Deleted { get; init; }

    /// <summary>Whether it is a sub-customer or job (rule 3.3).</summary>
    public bool IsJob { get; init; }

    /// <summary>Whether the customer has an open balance (rule 7.3).</summary>
    public bool HasOpenBalance { get; init; }

    /// <summary>What the rows of most files do not have.</summary>
    private sealed class Particulars
    {
        public DateTimeOffset? Created { get; set; }

        public string? Version { get; set; }

        public string? OwnName { get; set; }

        public IReadOnlyList<string>? OtherNames { get; set; }

        public string? FormerId { get; set; }
    }
}
