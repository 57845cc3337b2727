using System.Collections.Immutable;

namespace CrmQbSync.Contacts;

/// <summary>One line of <c>selection.filter</c>: the record passes if the field has one of the values, by normal form.</summary>
/// <param name="Field">The canonical or custom field.</param>
/// <param name="Values">The values that pass; at least one.</param>
public sealed record FilterTerm(ContactField Field, ImmutableArray<string> Values);
