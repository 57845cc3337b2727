namespace CrmQbSync.Connections;

/// <summary>One thing that a connection checked of itself.</summary>
/// <param name="Check">What was checked, such as "CRM sign-in".</param>
/// <param name="Status">How it stands.</param>
/// <param name="Message">What was found.</param>
/// <param name="Advice">What to do; null if nothing needs to be done.</param>
public sealed record ConnectionCheck(string Check, CheckStatus Status, string Message, string? Advice = null);
