using System.Collections.Immutable;

namespace CrmQbSync.Reporting;

/// <summary>An address that several records have, as the state knows it.</summary>
/// <param name="Email">The address.</param>
/// <param name="CrmIds">The contacts concerned.</param>
/// <param name="QbIds">The customers concerned.</param>
internal sealed record AmbiguousAddress(string Email, ImmutableArray<string> CrmIds, ImmutableArray<string> QbIds);
