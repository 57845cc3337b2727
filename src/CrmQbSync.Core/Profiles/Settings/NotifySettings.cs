using System.Collections.Immutable;

namespace CrmQbSync.Profiles;

/// <summary>Who is told of what.</summary>
public sealed record NotifySettings
{
    /// <summary>What is told. Default all but Always.</summary>
    public ImmutableArray<NotifyEvent> On { get; init; } =
        [NotifyEvent.Failure, NotifyEvent.Blocked, NotifyEvent.Conflict, NotifyEvent.SignInExpiring];

    /// <summary>By mail; null for not.</summary>
    public SmtpSettings? Smtp { get; init; }

    /// <summary>By a POST; null for not.</summary>
    public WebhookSettings? Webhook { get; init; }

    /// <summary>By a command and its arguments; empty for not.</summary>
    public ImmutableArray<ProfileValue> Command { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", On);
}
