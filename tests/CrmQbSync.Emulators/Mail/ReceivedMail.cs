namespace CrmQbSync.Emulators.Mail;

/// <summary>A mail as it arrived.</summary>
/// <param name="From">The sender of the envelope.</param>
/// <param name="To">The receivers of the envelope.</param>
/// <param name="Text">Headers and body.</param>
/// <param name="WasEncrypted">Whether the connection was.</param>
public sealed record ReceivedMail(string From, IReadOnlyList<string> To, string Text, bool WasEncrypted);
