using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>What a customer is called: a line of its address that repeats one of these is no street.</summary>
internal readonly record struct CustomerCallings(string? Name, string? Company, string? Salutation, string? First, string? Middle, string? Last)
{
    private static readonly int s_company = QbElements.PlaceOf("CompanyName");
    private static readonly int s_salutation = QbElements.PlaceOf("Salutation");
    private static readonly int s_first = QbElements.PlaceOf("FirstName");
    private static readonly int s_middle = QbElements.PlaceOf("MiddleName");
    private static readonly int s_last = QbElements.PlaceOf("LastName");

    /// <summary>The places in <see cref="QbElements.All"/> of what a customer is called by beside its own name.</summary>
    public static IReadOnlyList<int> Places { get; } = [s_company, s_salutation, s_first, s_middle, s_last];

    /// <summary>All of them but the customer's own name.</summary>
    public IEnumerable<string> Others => new[] { Company, Person, FirstAndLast }.OfType<string>().Where(name => name.Length > 0);

    private string Person => Joined(Salutation, First, Middle, Last);

    private string FirstAndLast => Joined(First, Last);

    /// <summary>What a customer is called.</summary>
    public static CustomerCallings Of(CustomerState customer) =>
        new(customer.Name, customer[s_company], customer[s_salutation], customer[s_first], customer[s_middle], customer[s_last]);

    /// <summary>What a customer is called as far as its record says, beside <see cref="ContactRecord.OtherNames"/>.</summary>
    public static CustomerCallings Of(ContactRecord record, FieldSet fields, FieldMap map)
    {
        string? Value(int place) => map.FieldAt(place) is { } name && fields.IndexOf(name) is >= 0 and var index ? record.Values.Get(index, fields.Count) : null;
        return new CustomerCallings(record.OwnName, Value(s_company), Value(s_salutation), Value(s_first), Value(s_middle), Value(s_last));
    }

    /// <summary>Whether a line repeats one of them.</summary>
    public bool Has(string line)
    {
        if (Repeats(Name, line) || Repeats(Company, line))
            return true;
        // Names are put together only for lines that may be one: every customer's address comes by here.
        if (Last is not null && !line.Contains(Last.Trim(), StringComparison.OrdinalIgnoreCase))
            return false;
        return Repeats(Person, line) || Repeats(FirstAndLast, line);
    }

    /// <summary>Whether a line repeats a name.</summary>
    public static bool Repeats(string? name, string line) =>
        name is not null && name.AsSpan().Trim() is { Length: > 0 } text && text.Equals(line, StringComparison.OrdinalIgnoreCase);

    private static string Joined(params IEnumerable<string?> parts) => string.Join(' ', parts.Where(part => part is not null));
}
