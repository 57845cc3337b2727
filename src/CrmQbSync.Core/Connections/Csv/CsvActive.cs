namespace CrmQbSync.Connections.Csv;

/// <summary>The words by which exports say that a customer is active or not.</summary>
internal static class CsvActive
{
    private static readonly (string Active, string Inactive)[] Words =
    [
        ("Active", "Not-active"), ("Active", "Inactive"), ("Active", "Not active"), ("Yes", "No"), ("Y", "N"), ("True", "False"), ("1", "0"),
    ];

    /// <summary>Whether a cell says inactive; a blank one does not.</summary>
    public static bool IsInactive(string cell)
    {
        var word = cell.AsSpan().Trim();
        foreach (var (_, inactive) in Words)
        {
            if (word.Equals(inactive, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    /// <summary>What a cell becomes that is to say inactive, in the words that it used before.</summary>
    public static string Inactive(string cell) => Opposite(cell, toActive: false);

    /// <summary>What a cell becomes that is to say active.</summary>
    public static string Active(string cell) => Opposite(cell, toActive: true);

    private static string Opposite(string cell, bool toActive)
    {
        var word = cell.Trim();
        foreach (var (active, inactive) in Words)
        {
            var (from, to) = toActive ? (inactive, active) : (active, inactive);
            if (!word.Equals(from, StringComparison.OrdinalIgnoreCase))
                continue;
            return !word.Any(char.IsLower) ? to.ToUpperInvariant() : !word.Any(char.IsUpper) ? to.ToLowerInvariant() : to;
        }
        return toActive ? Words[0].Active : Words[0].Inactive;
    }
}
