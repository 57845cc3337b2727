using CrmQbSync.Contacts;

namespace CrmQbSync.Profiles;

/// <summary>Which names the profile gives the fields of one side: in <c>fields:</c>, and for a file in its <c>columns:</c>.</summary>
internal sealed class SideNames
{
    /// <summary>What a file has beside its fields and may have under other headers; no field can be kept there.</summary>
    public static readonly string[] Columns = [nameof(Contact.Id), nameof(Contact.CreatedTime), nameof(Contact.ModifiedTime)];

    private readonly ProfileFaults _faults;
    private readonly string _key;
    private readonly CheckedValue? _connection;
    private readonly Dictionary<string, CheckedEntry> _columns = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="faults">Takes the faults.</param>
    /// <param name="key">The side's key: crm or qb.</param>
    /// <param name="connection">The side's connection; null if it has a fault.</param>
    public SideNames(ProfileFaults faults, string key, CheckedValue? connection)
    {
        _faults = faults;
        _key = key;
        _connection = connection;
        foreach (var column in connection?["columns"]?.Entries ?? [])
        {
            if (!_columns.TryAdd(column.Name.Text, column))
                _faults.Add(column.Name.Line, column.Name.Column, $"{key}.columns.{column.Name.Text}", "the field stands here a second time", "each field once");
        }
    }

    /// <summary>The kind of connection; null if that is unknown.</summary>
    public string? Type => _connection?.Type?.Name;

    /// <summary>The side's key: crm or qb.</summary>
    public string Key => _key;

    /// <summary>The fields that <c>columns:</c> names, for checking that they exist.</summary>
    public IEnumerable<YamlScalar> ColumnNames => _columns.Values.Select(column => column.Name);

    /// <summary>What a field is on this side; null if it is nothing there.</summary>
    /// <param name="field">The field's name.</param>
    /// <param name="line">Its line in <c>fields:</c>; null if it has none.</param>
    /// <param name="hasDefault">Whether the default mapping holds for it.</param>
    public SideName? Of(string field, CheckedValue? line, bool hasDefault)
    {
        var named = line is not null && line.Has(_key) ? Named(line[_key], line.Node, $"{line.Key}.{_key}") : null;
        var column = _columns.TryGetValue(field, out var entry) ? Named(entry.Value, entry.Name, $"{_key}.columns.{entry.Name.Text}") : null;
        if (named is { Name: not null, Place: not null } && column?.Name is not null && named.Name != column.Name)
            _faults.Add(named.Place.Line, named.Place.Column, named.Key, $"{column.Key} names another header for the field", "one header a field: remove one of the two");
        if ((named ?? column) is { } own)
        {
            CheckName(own);
            return own;
        }
        if (!hasDefault)
            return null;
        return _connection?.Type is null ? new SideName(null) : DefaultMapping.Of(_connection, field);
    }

    private static SideName Named(CheckedValue? value, YamlNode place, string key) =>
        value is null ? new SideName(null, place, key) : new SideName(value.Text, value.Node, key, value.AsWritten);

    private void CheckName(SideName own)
    {
        if (Type == "ZohoCrm" && own.Name is not null && !TextRules.IsZohoName(own.Name))
        {
            _faults.Add(own.Place!.Line, own.Place.Column, own.Key, $"{Shown.Quoted(own.Shown)} is no API name of Zoho CRM",
                "letters, digits and _, as Setup > Developer Hub > APIs shows it, such as Home_Phone");
        }
        else if (Type == "Csv" && Columns.FirstOrDefault(column => HeaderOf(column)?.Equals(own.Name, StringComparison.OrdinalIgnoreCase) == true) is { } taken)
            _faults.Add(own.Place!.Line, own.Place.Column, own.Key, $"{Shown.Quoted(own.Shown)} is the header of {taken}, which is no field", "another header");
    }

    /// <summary>The header of a column that is no field; null where only the file tells.</summary>
    private string? HeaderOf(string column)
    {
        if (_columns.TryGetValue(column, out var entry))
            return entry.Value?.Text;
        return _connection?.Choice<CsvFormat>("format") is null or CsvFormat.Canonical ? column : null;
    }
}
