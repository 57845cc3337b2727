namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>
/// The lines of an address. QuickBooks itself puts the customer's name or company into the first lines; such a line is no street, and stays when the
/// street is written.
/// </summary>
internal static class AddressText
{
    /// <summary>The lines before the street that repeat who it is.</summary>
    public static List<string> NameLines(CustomerState customer, string aggregate) =>
        [.. Lines(customer, aggregate).TakeWhile(CustomerCallings.Of(customer).Has)];

    /// <summary>The street; null if blank.</summary>
    public static string? Street(CustomerState customer, string aggregate)
    {
        string? street = null;
        var called = CustomerCallings.Of(customer);
        foreach (var place in QbElements.LinesOf(aggregate))
        {
            if (customer[place]?.Trim() is { Length: > 0 } line && (street is not null || !called.Has(line)))
                street = street is null ? line : $"{street}\n{line}";
        }
        return street;
    }

    /// <summary>The lines to be written: who it is, then the street, in at most five; what is more is joined to the last by commas.</summary>
    /// <param name="names">The lines that repeat who it is.</param>
    /// <param name="street">The street; null if it is to be blank.</param>
    public static List<string> Compose(IReadOnlyList<string> names, string? street)
    {
        var own = (street ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToList();
        // The street must not suffer for a repeated name: where both do not fit, the name yields.
        var room = Math.Max(0, QbElements.AddressLines - own.Count);
        var kept = names.Take(room).Where(name => own.Count == 0 || !own[0].Equals(name, StringComparison.OrdinalIgnoreCase));
        return [.. kept, .. own];
    }

    private static List<string> Lines(CustomerState customer, string aggregate)
    {
        var lines = new List<string>();
        foreach (var place in QbElements.LinesOf(aggregate))
        {
            if (customer[place]?.Trim() is { Length: > 0 } text)
                lines.Add(text);
        }
        return lines;
    }
}
