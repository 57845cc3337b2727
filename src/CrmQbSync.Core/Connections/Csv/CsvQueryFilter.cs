using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.Csv;

/// <summary>Which records a query asks for.</summary>
internal sealed class CsvQueryFilter
{
    private readonly ContactQuery _query;
    private readonly FieldSet _fields;
    private readonly HashSet<string>? _ids;
    private readonly HashSet<string>? _emails;

    public CsvQueryFilter(ContactQuery query, FieldSet fields, Dictionary<string, string> renamed)
    {
        _query = query;
        _fields = fields;
        _ids = query.Ids?.Select(id => renamed.GetValueOrDefault(id, id)).ToHashSet(StringComparer.Ordinal);
        _emails = query.Emails?.Select(email => EmailAddress.First(email) ?? "").ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether a record is asked for. One without a time of modification was, as far as can be known, not modified since.</summary>
    public bool Passes(ContactRecord record) =>
        (_query.Deleted ? record.Deleted : _query.IncludeInactive || !record.Deleted)
        && (_query.ModifiedSince is null || record.ModifiedTime >= _query.ModifiedSince)
        && (_ids is null || _ids.Contains(record.Id))
        && (_emails is null || EmailAddress.First(record.Values.Get(FieldSet.EmailIndex, _fields.Count)) is { } key && _emails.Contains(key));
}
