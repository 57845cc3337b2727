using System.Collections.Immutable;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.Csv;

/// <summary>What a CSV connection has to know.</summary>
public sealed record CsvConnectionOptions
{
    /// <summary>The side that the file stands for.</summary>
    public required Side Side { get; init; }

    /// <summary>The full path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>Which header means which field.</summary>
    public CsvFormat Format { get; init; } = CsvFormat.Canonical;

    /// <summary>Field name to this file's header, over what the format says.</summary>
    public ImmutableDictionary<string, string> Columns { get; init; } =
        ImmutableDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The fields that the profile maps, with the header each has on this side where the profile names one.</summary>
    public required ImmutableArray<FieldRule> Rules { get; init; }

    /// <summary>Whether somebody may know a row by its key, though it has got an id meanwhile; a run that remembers nothing spares the looking.</summary>
    public bool HasFormerIds { get; init; } = true;
}
