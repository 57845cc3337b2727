using CrmQbSync.Contacts;

namespace CrmQbSync.Connections;

/// <summary>One field of a write.</summary>
/// <param name="Field">The field.</param>
/// <param name="Value">The value in the side's stored form; null clears it.</param>
public readonly record struct FieldWrite(ContactField Field, string? Value);
