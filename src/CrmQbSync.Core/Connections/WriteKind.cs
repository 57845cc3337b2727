namespace CrmQbSync.Connections;

/// <summary>What a request does to a record.</summary>
public enum WriteKind
{
    /// <summary>Makes a new one.</summary>
    Create,

    /// <summary>Writes some fields of an existing one.</summary>
    Update,

    /// <summary>Deletes it, or makes it inactive where the service does not delete.</summary>
    Delete,

    /// <summary>Brings back a deleted one, by <see cref="WriteRequest.RestoreData"/>.</summary>
    Restore,
}
