namespace CrmQbSync.Profiles;

/// <summary>What the JSON of a webhook looks like.</summary>
public enum WebhookFormat
{
    /// <summary>Plain JSON of ours.</summary>
    Generic,

    /// <summary>A message for Microsoft Teams.</summary>
    Teams,

    /// <summary>A message for Slack.</summary>
    Slack,
}
