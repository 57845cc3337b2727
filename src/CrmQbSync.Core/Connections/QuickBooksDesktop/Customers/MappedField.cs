using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>What a field is in QuickBooks: one element, or all the lines of an address.</summary>
/// <param name="Field">The field.</param>
/// <param name="Element">The element; the first line where it is a street.</param>
/// <param name="IsStreet">Whether it is the lines of an address (rule 2.4).</param>
internal sealed record MappedField(ContactField Field, QbElement Element, bool IsStreet);
