using System.Collections.Immutable;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.Csv;

/// <summary>Finds out which column holds what: what the profile names comes first, what the format knows takes what is left.</summary>
internal sealed class CsvLayoutBuilder
{
    private static readonly ImmutableArray<string> ServiceColumns =
    [
        CsvHeaderNames.Id, CsvHeaderNames.ModifiedTime, CsvHeaderNames.CreatedTime, CsvHeaderNames.Name,
        CsvHeaderNames.Active, CsvHeaderNames.Balance, CsvHeaderNames.Parent,
    ];

    private readonly CsvConnectionOptions _options;
    private readonly ImmutableArray<string> _headers;
    private readonly ILookup<string, int> _indexes;
    private readonly Dictionary<string, int[]> _found = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<int, string> _takenBy = [];

    private CsvLayoutBuilder(CsvConnectionOptions options, ImmutableArray<string> headers)
    {
        _options = options;
        _headers = headers;
        _indexes = headers
            .Select((header, index) => (header, index))
            .ToLookup(pair => pair.header.Trim(), pair => pair.index, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The layout of a file with these headers.</summary>
    /// <exception cref="SyncException">SourceInvalid: no e-mail column, a header twice, or one that the profile names is missing.</exception>
    public static CsvLayout Build(CsvConnectionOptions options, ImmutableArray<string> headers) =>
        new CsvLayoutBuilder(options, headers).Build();

    /// <summary>How many of the headers mean something: what the delimiter is chosen by.</summary>
    public static int CountKnown(CsvConnectionOptions options, ImmutableArray<string> headers)
    {
        var present = headers.Select(header => header.Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var known = NamesOf(options).SelectMany(name => CsvHeaderNames.Of(options.Format, name)).SelectMany(group => group)
            .Concat(options.Columns.Values)
            .Concat(options.Rules.Select(rule => rule.NameOn(options.Side) ?? rule.Field.Name));
        return known.Distinct(StringComparer.OrdinalIgnoreCase).Count(header => present.Contains(header.Trim()));
    }

    private static IEnumerable<string> NamesOf(CsvConnectionOptions options) =>
        options.Rules.Select(rule => rule.Field.Name).Concat(ServiceColumns);

    private CsvLayout Build()
    {
        foreach (var rule in _options.Rules)
            TakeNamed(rule.Field.Name, _options.Columns.GetValueOrDefault(rule.Field.Name) ?? rule.NameOn(_options.Side));
        foreach (var name in ServiceColumns)
            TakeNamed(name, _options.Columns.GetValueOrDefault(name));
        foreach (var rule in _options.Rules)
            TakeKnown(rule.Field.Name, isCustom: CanonicalFields.Find(rule.Field.Name) is null);
        foreach (var name in ServiceColumns)
            TakeKnown(name, isCustom: false);
        if (!_found.ContainsKey(CanonicalFields.Email))
            throw NoEmail();
        return new CsvLayout
        {
            Headers = _headers,
            Fields = [.. _options.Rules
                .Where(rule => _found.ContainsKey(rule.Field.Name))
                .OrderBy(rule => rule.Field.Name == CanonicalFields.Email ? 0 : 1)
                .Select(rule => new FieldColumns(rule.Field, [.. _found[rule.Field.Name]]))],
            Id = Single(CsvHeaderNames.Id),
            ModifiedTime = Single(CsvHeaderNames.ModifiedTime),
            CreatedTime = Single(CsvHeaderNames.CreatedTime),
            Name = Single(CsvHeaderNames.Name),
            Active = Single(CsvHeaderNames.Active),
            Balance = Single(CsvHeaderNames.Balance),
            Parent = Single(CsvHeaderNames.Parent),
            NewIdHeader = CsvHeaderNames.Of(_options.Format, CsvHeaderNames.Id)
                .Select(group => group[0])
                .FirstOrDefault(header => !_indexes.Contains(header)),
        };
    }

    private int Single(string name) => _found.TryGetValue(name, out var columns) ? columns[0] : -1;

    private void TakeNamed(string name, string? header)
    {
        if (header is null)
            return;
        var index = Find(header, name);
        if (index < 0)
        {
            throw CsvErrors.Invalid(
                _options.Path,
                $"it has no column '{header}', which the profile names for {name}.",
                $"Correct the name under 'columns' or 'fields' in the profile. The file has: {HeaderList()}.");
        }
        if (_takenBy.TryGetValue(index, out var other))
        {
            throw CsvErrors.Invalid(
                _options.Path,
                $"the profile names its column '{header}' for both {other} and {name}.",
                "Give each field a column of its own, under 'columns' or 'fields' in the profile.");
        }
        Take(name, [index]);
    }

    private void TakeKnown(string name, bool isCustom)
    {
        if (_found.ContainsKey(name))
            return;
        var alternatives = isCustom ? [[name]] : CsvHeaderNames.Of(_options.Format, name);
        foreach (var group in alternatives)
        {
            if (CsvHeaderNames.Beside(name, group) is { } other && !HasColumn(other))
                continue;
            var columns = group.Select(header => Find(header, name)).TakeWhile(index => index >= 0 && !_takenBy.ContainsKey(index)).ToArray();
            if (columns.Length == 0)
                continue;
            Take(name, columns);
            return;
        }
    }

    private bool HasColumn(string name) =>
        _found.ContainsKey(name) || CsvHeaderNames.Of(_options.Format, name).Any(group => _indexes.Contains(group[0]));

    private void Take(string name, int[] columns)
    {
        _found[name] = columns;
        foreach (var column in columns)
            _takenBy[column] = name;
    }

    private int Find(string header, string name)
    {
        var indexes = _indexes[header.Trim()].ToList();
        if (indexes.Count > 1)
        {
            throw CsvErrors.Invalid(
                _options.Path,
                $"the header '{header}', read as {name}, stands over {indexes.Count} columns ({string.Join(", ", indexes.Select(index => index + 1))}).",
                "Rename or remove all but one of them.");
        }
        return indexes.Count == 0 ? -1 : indexes[0];
    }

    private SyncException NoEmail() => CsvErrors.Invalid(
        _options.Path,
        $"its first row has no e-mail column, so it is no header row of format {_options.Format}. It reads: {HeaderList()}.",
        FittingFormat() is { } fitting
            ? $"It looks like an export: write 'format: {fitting}' beside its path in the profile."
            : "Remove title lines above the header row, choose another 'format', or say under 'columns' in the profile which header is Email.");

    private CsvFormat? FittingFormat() => Enum.GetValues<CsvFormat>()
        .Where(format => CsvHeaderNames.Of(format, CanonicalFields.Email).Any(group => _indexes.Contains(group[0])))
        .Cast<CsvFormat?>()
        .FirstOrDefault();

    private string HeaderList()
    {
        const int shown = 12;
        var list = string.Join(", ", _headers.Take(shown).Select(header => header.Length <= 40 ? $"'{header}'" : $"'{header[..40]}…'"));
        return _headers.Length > shown ? $"{list} and {_headers.Length - shown} more" : list;
    }
}
