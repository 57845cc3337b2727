namespace CrmQbSync.Bench.Data;

/// <summary>A call that the emulated Zoho CRM answered.</summary>
/// <param name="Method">GET, POST, ….</param>
/// <param name="Path">The path.</param>
/// <param name="IsLookUp">Whether it reads contacts by their ids.</param>
/// <param name="Began">When it came, counted from the service's start.</param>
/// <param name="Ended">When it was answered.</param>
internal sealed record ZohoServiceCall(string Method, string Path, bool IsLookUp, TimeSpan Began, TimeSpan Ended)
{
    /// <summary>Whether it belongs to writing contacts.</summary>
    public bool IsOfWriting => IsLookUp || (Method != "GET" && Path.EndsWith("/v8/Contacts", StringComparison.Ordinal));
}
