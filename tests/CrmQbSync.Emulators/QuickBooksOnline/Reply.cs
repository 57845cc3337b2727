namespace CrmQbSync.Emulators.QuickBooksOnline;

/// <summary>An answer before it is sent.</summary>
internal sealed record Reply(int Status, string ContentType, string Body)
{
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}
