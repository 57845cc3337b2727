using System.Text;

namespace CrmQbSync.Connections.Csv;

/// <summary>The key of a row (rule 2.2): what it is known by until it gets an id.</summary>
internal static class EmailKey
{
    private const string MailTo = "mailto:";

    /// <summary>The first address of a cell in normal form, to be compared without regard to case; null if there is none.</summary>
    public static string? Of(string? cell)
    {
        if (string.IsNullOrWhiteSpace(cell))
            return null;
        foreach (var part in cell.Split([',', ';']))
        {
            var address = AddressOf(part);
            if (address.Length > 0)
                return address.Normalize(NormalizationForm.FormC);
        }
        return null;
    }

    private static string AddressOf(string part)
    {
        var text = part.AsSpan().Trim();
        if (text.EndsWith(">") && text.LastIndexOf('<') is var open and >= 0)
            text = text[(open + 1)..^1].Trim();
        if (text.StartsWith(MailTo, StringComparison.OrdinalIgnoreCase))
        {
            text = text[MailTo.Length..];
            if (text.IndexOf('?') is var query and >= 0)
                text = text[..query];
        }
        return text.Trim().ToString();
    }
}
