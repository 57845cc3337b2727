using System.Collections.Immutable;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.Csv;

/// <summary>Which column of a file holds what. A column that is not there is -1.</summary>
internal sealed record CsvLayout
{
    /// <summary>The headers as they stand in the file.</summary>
    public required ImmutableArray<string> Headers { get; init; }

    /// <summary>The fields that have a column, Email first.</summary>
    public required ImmutableArray<FieldColumns> Fields { get; init; }

    public required int Id { get; init; }

    public required int ModifiedTime { get; init; }

    public required int CreatedTime { get; init; }

    public required int Name { get; init; }

    public required int Active { get; init; }

    public required int Balance { get; init; }

    public required int Parent { get; init; }

    /// <summary>The header that an Id column will get, where there is none yet; null if every such header is taken by a field.</summary>
    public required string? NewIdHeader { get; init; }

    /// <summary>What the mapping is, in one line: a file read under another one has to be read again.</summary>
    public string Fingerprint => string.Join(
        ';',
        Fields.Select(pair => $"{pair.Field.Name}={string.Join('+', pair.Columns)}")
            .Append($"{Id},{ModifiedTime},{CreatedTime},{Name},{Active},{Balance},{Parent}"));

    /// <summary>The layout after the Id column was added at the end.</summary>
    public CsvLayout WithIdColumn() => this with { Headers = Headers.Add(NewIdHeader!), Id = Headers.Length };

    /// <summary>The columns that records with these fields are made of, and those that say which record a row is.</summary>
    public bool[] WantedBy(IEnumerable<ContactField> fields)
    {
        var wanted = new bool[Headers.Length];
        foreach (var column in fields.SelectMany(field => ColumnsOf(field)).Concat([Id, ModifiedTime, CreatedTime, Name, Active, Balance, Parent]))
        {
            if (column >= 0)
                wanted[column] = true;
        }
        return wanted;
    }

    /// <summary>The columns of a field; empty if it has none.</summary>
    public ImmutableArray<int> ColumnsOf(ContactField field)
    {
        foreach (var (candidate, columns) in Fields)
        {
            if (candidate.Name.Equals(field.Name, StringComparison.OrdinalIgnoreCase))
                return columns;
        }
        return [];
    }
}
