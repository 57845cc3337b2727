namespace CrmQbSync.Connections.Http;

/// <summary>What a registered application proves itself with.</summary>
/// <param name="Id">The client ID.</param>
/// <param name="Secret">The client secret. Never shown.</param>
internal sealed record ClientCredentials(string Id, string Secret)
{
    /// <summary>Never the secret.</summary>
    public override string ToString() => "a client's credentials";
}
