namespace CrmQbSync;

/// <summary>Who is linked to whom.</summary>
public sealed class ContactLink
{
    /// <summary>The full path of the profile.</summary>
    public string? Profile { get; init; }

    /// <summary>The key that the pair goes by.</summary>
    public string? Email { get; init; }

    /// <summary>The contact's id.</summary>
    public string? CrmId { get; init; }

    /// <summary>The customer's id.</summary>
    public string? QbId { get; init; }

    /// <summary>When the link was made.</summary>
    public DateTimeOffset LinkedAt { get; init; }

    /// <summary>The last run that handled the pair.</summary>
    public long LastSyncId { get; init; }

    /// <summary>Whether both records exist.</summary>
    public LinkState State { get; init; }
}
