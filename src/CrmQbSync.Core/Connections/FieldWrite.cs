using CrmQbSync.Contacts;

namespace CrmQbSync.Connections;

/// <summary>One field of a write.</summary>
/// <param name="Field">The field.</param>
/// <param name="Value">The value in the side's stored form; null clears it.</param>
public sealed record FieldWrite(ContactField Field, string? Value);
