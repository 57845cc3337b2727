namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>A writable text element of a customer.</summary>
/// <param name="Path">Its path in CustomerAdd and CustomerMod, such as <c>Phone</c> or <c>BillAddress.City</c>.</param>
/// <param name="MaxLength">The most UTF-16 units it takes (Intuit's qbXML 13.0 schema).</param>
/// <param name="Since">The version of qbXML that brought it.</param>
internal sealed record QbElement(string Path, int MaxLength, decimal Since = 1.0m)
{
    /// <summary>The element's aggregate, such as BillAddress; null for one that stands by itself.</summary>
    public string? Aggregate { get; } = Path.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? Path[..dot] : null;

    /// <summary>The element's own name.</summary>
    public string Name { get; } = Path[(Path.IndexOf('.', StringComparison.Ordinal) + 1)..];

    /// <summary>Whether values keep line breaks.</summary>
    public bool IsMultiline => Path == "Notes";
}
