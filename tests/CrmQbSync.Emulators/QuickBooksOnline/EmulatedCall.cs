namespace CrmQbSync.Emulators.QuickBooksOnline;

/// <summary>One call that the emulator got.</summary>
/// <param name="Resource">query, batch, cdc, customer, companyinfo, token, revoke or authorize.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Url">Path and query string.</param>
/// <param name="Body">The body; empty if none.</param>
/// <param name="At">When it came, by the emulator's clock.</param>
public sealed record EmulatedCall(string Resource, string Method, string Url, string Body, DateTimeOffset At)
{
    /// <summary>Whether it is a call of the accounting API, which counts against its limits.</summary>
    public bool IsApi => Resource is not ("token" or "revoke" or "authorize");
}
