using System.Collections.Immutable;

namespace CrmQbSync.Profiles;

/// <summary>A mail server, and who writes to whom.</summary>
public sealed record SmtpSettings
{
    /// <summary>The server's name or address.</summary>
    public required ProfileValue Host { get; init; }

    /// <summary>Its port. Default 587.</summary>
    public int Port { get; init; } = 587;

    /// <summary>The sender.</summary>
    public required ProfileValue From { get; init; }

    /// <summary>The receivers; at least one.</summary>
    public required ImmutableArray<ProfileValue> To { get; init; }

    /// <summary>The user to sign in as; null for no sign-in.</summary>
    public ProfileValue? UserName { get; init; }

    /// <summary>The user's password; null for no sign-in.</summary>
    public ProfileValue? Password { get; init; }

    /// <inheritdoc/>
    public override string ToString() => "Smtp";
}
