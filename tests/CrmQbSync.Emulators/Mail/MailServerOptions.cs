namespace CrmQbSync.Emulators.Mail;

/// <summary>What a mail server is like.</summary>
public sealed record MailServerOptions
{
    /// <summary>Whether it offers STARTTLS, with a certificate of its own making.</summary>
    public bool CanEncrypt { get; init; }

    /// <summary>Who may send; null for everybody.</summary>
    public string? UserName { get; init; }

    /// <summary>That user's password.</summary>
    public string? Password { get; init; }

    /// <summary>A receiver that it does not know.</summary>
    public string? RefusedReceiver { get; init; }

    /// <summary>Whether it takes connections and then says nothing.</summary>
    public bool Hangs { get; init; }
}
