using System.Buffers;
using System.Collections.Immutable;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.Csv;

/// <summary>Turns the cells of a row into a record.</summary>
internal sealed class CsvRowMapper
{
    private const string OnlineDeletedSuffix = " (deleted)";
    private static readonly SearchValues<char> NonZeroDigits = SearchValues.Create("123456789");

    private readonly CsvFile _file;
    private readonly CsvLayout _layout;
    private readonly ImmutableArray<int>[] _columns;
    private readonly string?[] _values;
    private readonly ValuePacker _packer = new();

    public CsvRowMapper(CsvFile file, FieldSet fields)
    {
        _file = file;
        _layout = file.Layout;
        _columns = [.. fields.Fields.Select(field => file.Layout.ColumnsOf(field))];
        _values = new string?[fields.Count];
    }

    /// <summary>The record of a row that is being read; null with a fault that says what is wrong.</summary>
    public ContactRecord? TryMap(CsvRecordReader row, string id, string? formerId, out string? fault)
    {
        var modified = CheckTime(row.Cells, out fault);
        if (fault is not null)
            return null;
        var values = Pack(row, id, out var idLength);
        return Map(row.Cells, null, idLength, values, formerId, modified);
    }

    /// <summary>The record of a row that is being written; null with a fault that says what is wrong.</summary>
    public ContactRecord? TryMap(ReadOnlySpan<string> cells, string id, string? formerId, out string? fault)
    {
        var modified = CheckTime(cells, out fault);
        return fault is null ? Map(cells, id, 0, Pack(cells), formerId, modified) : null;
    }

    /// <summary>When a row was modified; null if it does not say, or with a fault if that cannot be read.</summary>
    public DateTimeOffset? CheckTime(ReadOnlySpan<string> cells, out string? fault)
    {
        fault = null;
        if (_layout.ModifiedTime < 0 || string.IsNullOrWhiteSpace(cells[_layout.ModifiedTime]))
            return null;
        var cell = cells[_layout.ModifiedTime];
        if (_file.Times.TryRead(cell, out var time))
            return time;
        fault = $"'{Shorten(cell)}' in column '{_layout.Headers[_layout.ModifiedTime]}' is no time that can be read. Write it as 2026-01-31T23:59:00Z, or leave it blank.";
        return null;
    }

    /// <summary>The values of a row, packed.</summary>
    public PackedValues Pack(ReadOnlySpan<string> cells)
    {
        for (var field = 0; field < _values.Length; field++)
            _values[field] = Value(cells, _columns[field]);
        return PackedValues.Pack(_values);
    }

    /// <summary>Whether a row stands for an inactive customer.</summary>
    public bool IsInactive(ReadOnlySpan<string> cells) => _layout.Active >= 0
        ? CsvActive.IsInactive(cells[_layout.Active])
        : OwnName(cells)?.EndsWith(OnlineDeletedSuffix, StringComparison.OrdinalIgnoreCase) ?? false;

    /// <summary>Whether a row stands for a customer with an open balance.</summary>
    public bool HasOpenBalance(ReadOnlySpan<string> cells) =>
        // Whatever the currency and the separators: a sum that is not zero has another digit.
        _layout.Balance >= 0 && cells[_layout.Balance].AsSpan().ContainsAny(NonZeroDigits);

    private ContactRecord Map(
        ReadOnlySpan<string> cells, string? id, int idLength, PackedValues values, string? formerId, DateTimeOffset? modified)
    {
        // A time of creation is only shown, so one that cannot be read is no fault.
        DateTimeOffset? created = _layout.CreatedTime >= 0 && _file.Times.TryRead(cells[_layout.CreatedTime], out var time) ? time : null;
        var name = OwnName(cells);
        return new ContactRecord(id, idLength, values, modified, created)
        {
            FormerId = formerId,
            OwnName = name,
            // Desktop writes 'Customer:Job'.
            IsJob = (name?.Contains(':') ?? false) || _layout.Parent >= 0 && !string.IsNullOrWhiteSpace(cells[_layout.Parent]),
            Deleted = IsInactive(cells),
            HasOpenBalance = HasOpenBalance(cells),
        };
    }

    private PackedValues Pack(CsvRecordReader row, string id, out int idLength)
    {
        _packer.Clear();
        foreach (var columns in _columns)
        {
            for (var line = 0; line < columns.Length; line++)
            {
                if (line > 0)
                    _packer.Write("\n"u8);
                _packer.Write(row.ValueUtf8(columns[line]));
            }
            if (columns.Length > 1)
                _packer.TrimEnd((byte)'\n');
            _packer.EndValue();
        }
        return _packer.ToValues(id, out idLength);
    }

    private string? OwnName(ReadOnlySpan<string> cells) =>
        _layout.Name >= 0 && !string.IsNullOrWhiteSpace(cells[_layout.Name]) ? cells[_layout.Name].Trim() : null;

    private static string? Value(ReadOnlySpan<string> cells, ImmutableArray<int> columns)
    {
        if (columns.IsEmpty)
            return null;
        if (columns.Length == 1)
            return cells[columns[0]];
        var lines = new string[columns.Length];
        for (var line = 0; line < lines.Length; line++)
            lines[line] = cells[columns[line]];
        return string.Join('\n', lines).TrimEnd('\n');
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
