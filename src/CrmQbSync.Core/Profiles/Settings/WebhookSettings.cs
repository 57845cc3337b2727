namespace CrmQbSync.Profiles;

/// <summary>An address that takes a JSON message by POST.</summary>
public sealed record WebhookSettings
{
    /// <summary>The address.</summary>
    public required ProfileValue Url { get; init; }

    /// <summary>What the message looks like. Default Generic.</summary>
    public WebhookFormat Format { get; init; } = WebhookFormat.Generic;

    /// <inheritdoc/>
    public override string ToString() => Format.ToString();
}
