namespace CrmQbSync.Profiles;

/// <summary>Policies under one name.</summary>
internal enum ProfilePreset
{
    /// <summary>The behaviour of the original service: blanks are kept, deletions held, and a changed address makes a new record.</summary>
    Classic,
}
