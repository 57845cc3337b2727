namespace CrmQbSync.Merging;

/// <summary>A record to be created (section 6).</summary>
/// <param name="Changes">The fields it gets, and those that cannot be written (target None, with a code).</param>
/// <param name="Name">The name it should get in QuickBooks (rule 6.4); null in the CRM.</param>
/// <param name="MadeUpLastName">The last name that was made up for it (rule 6.3); null if it has a real one, or needs none.</param>
public sealed record NewRecord(IReadOnlyList<FieldChange> Changes, string? Name, string? MadeUpLastName);
