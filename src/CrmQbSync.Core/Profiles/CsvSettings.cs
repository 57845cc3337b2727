using System.Collections.Immutable;

namespace CrmQbSync.Profiles;

/// <summary>A CSV file in place of an account.</summary>
public sealed record CsvSettings : ConnectionSettings
{
    /// <inheritdoc/>
    public override string Type => "Csv";

    /// <summary>The full path of the file, variables as the profile writes them.</summary>
    public required string Path { get; init; }

    /// <summary>The full path of the file, to be opened; never shown.</summary>
    internal string File { get => field ?? Path; init; }

    /// <summary>Which header means which field: Canonical, ZohoExport or QuickBooksExport. Default Canonical.</summary>
    public CsvFormat Format { get; init; } = CsvFormat.Canonical;

    /// <summary>Canonical or custom field name to this file's header, over what the format says.</summary>
    public ImmutableDictionary<string, string> Columns { get; init; } =
        ImmutableDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase);
}
