namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>
/// The lines of an address. QuickBooks itself puts the customer's name or company into the first lines; such a line is no street, and stays when the
/// street is written.
/// </summary>
internal static class AddressText
{
    /// <summary>The lines before the street that repeat who it is.</summary>
    public static List<string> NameLines(CustomerState customer, string aggregate) => [.. Lines(customer, aggregate).TakeWhile(line => IsName(customer, line))];

    /// <summary>The street; null if blank.</summary>
    public static string? Street(CustomerState customer, string aggregate)
    {
        var lines = Lines(customer, aggregate).SkipWhile(line => IsName(customer, line)).ToList();
        return lines.Count == 0 ? null : string.Join('\n', lines);
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

    /// <summary>Whether a line repeats the customer's name, company or person.</summary>
    public static bool IsName(CustomerState customer, string line)
    {
        var person = string.Join(' ', new[] { customer["Salutation"], customer["FirstName"], customer["MiddleName"], customer["LastName"] }.Where(part => part is not null));
        var plain = string.Join(' ', new[] { customer["FirstName"], customer["LastName"] }.Where(part => part is not null));
        return new[] { customer.Name, customer["CompanyName"], person, plain }.Any(name => name?.Trim() is { Length: > 0 } who && who.Equals(line, StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<string> Lines(CustomerState customer, string aggregate)
    {
        for (var line = 1; line <= QbElements.AddressLines; line++)
        {
            if (customer[$"{aggregate}.Addr{line}"]?.Trim() is { Length: > 0 } text)
                yield return text;
        }
    }
}
