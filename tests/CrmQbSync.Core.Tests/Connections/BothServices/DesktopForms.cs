using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>
/// What becomes of a value in Zoho CRM and in a company file of QuickBooks Desktop. Written anew from what is known of both (OPS' lengths; Windows-1252; a
/// street in five lines): a law that asked the product would agree with its faults.
/// </summary>
internal static class DesktopForms
{
    private const int LineLength = 41;
    private const int Lines = 5;

    private static readonly Dictionary<string, (string Path, int Max)> s_elements = new(StringComparer.Ordinal)
    {
        [Pools.Email] = ("Email", 1023),
        ["FirstName"] = ("FirstName", 25),
        [Pools.LastName] = ("LastName", 25),
        ["Company"] = ("CompanyName", 41),
        ["Phone"] = ("Phone", 21),
        ["Notes"] = ("Notes", 4095),
        [Pools.City] = ("BillAddress.City", 31),
        ["Tier"] = ("AccountNumber", 99),
    };

    /// <summary>The element of a field; for a street the first of its lines.</summary>
    public static string PathOf(string field) => field == "BillingStreet" ? "BillAddress.Addr1" : s_elements[field].Path;

    /// <summary>What is stored of a value; null if nothing is.</summary>
    /// <param name="field">The field.</param>
    /// <param name="outgoing">The value as it is to be written.</param>
    /// <param name="side">The side.</param>
    /// <param name="record">The record of that side.</param>
    public static string? Store(string field, string outgoing, Side side, MemoryRecord record)
    {
        // Of the pool's numbers Zoho takes neither a dot before a blank nor dashes of its own kind.
        if (side == Side.Crm)
            return field == "Phone" && (outgoing.Contains(". ", StringComparison.Ordinal) || outgoing.Contains('\u2011', StringComparison.Ordinal)) ? null : outgoing;
        if (outgoing.Any(letter => !IsKept(letter)))
            return null;
        if (field == "BillingStreet")
            return string.Join('\n', StreetOf(LinesOf(outgoing), record.OwnName, record["Company"], record["FirstName"], record[Pools.LastName]));
        var text = field == "Notes" ? outgoing : string.Join(' ', outgoing.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        if (text.Length <= s_elements[field].Max)
            return text;
        return field is "Phone" or Pools.Email ? null : text[..s_elements[field].Max].TrimEnd();
    }

    /// <summary>What QuickBooks' own screens let a person type; null for a blank.</summary>
    public static string? Typed(string field, string? value)
    {
        var text = string.Concat((value ?? "").Normalize().ReplaceLineEndings("\n").Where(letter => IsKept(letter) && (letter != '\n' || field is "Notes" or "BillingStreet"))).Trim();
        if (field == "BillingStreet")
            text = string.Join('\n', LinesOf(text));
        else if (text.Length > s_elements[field].Max)
            text = text[..s_elements[field].Max].Trim();
        return text.Length == 0 ? null : text;
    }

    /// <summary>The lines of an address that a street becomes: what is too long for a line is cut, what is too much for five goes into the last.</summary>
    public static List<string> LinesOf(string street)
    {
        var lines = street.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToList();
        if (lines.Count > Lines)
            lines = [.. lines[..(Lines - 1)], string.Join(", ", lines[(Lines - 1)..])];
        return [.. lines.Select(line => line.Length > LineLength ? line[..LineLength].TrimEnd() : line)];
    }

    /// <summary>The lines of an address that are its street: those after the ones that repeat who it is.</summary>
    public static IEnumerable<string> StreetOf(IEnumerable<string> lines, params string?[] who)
    {
        string?[] names = [who[0], who[1], string.Join(' ', who[2..].OfType<string>())];
        return lines.SkipWhile(line => names.Any(name => line.Equals(name, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>Whether a company file keeps a letter: of the pools' letters that Windows-1252 has, none is beyond these.</summary>
    private static bool IsKept(char letter) => letter <= '\u00FF' && (letter == '\n' || !char.IsControl(letter));
}
