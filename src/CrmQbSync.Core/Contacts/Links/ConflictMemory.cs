namespace CrmQbSync.Contacts;

/// <summary>A field of a pair that waits for a decision, or has one that the next run carries out (rule 5.5, Manual).</summary>
/// <param name="Field">The field's name.</param>
/// <param name="CrmValue">The CRM's value that was shown; null if blank.</param>
/// <param name="QbValue">QuickBooks' value that was shown; null if blank.</param>
/// <param name="Since">When it was first seen.</param>
/// <param name="Decided">Whether a person has decided.</param>
/// <param name="Decision">The value that was decided on for both sides; null is a blank. Only if <paramref name="Decided"/>.</param>
public sealed record ConflictMemory(
    string Field, string? CrmValue, string? QbValue, DateTimeOffset Since, bool Decided = false, string? Decision = null);
