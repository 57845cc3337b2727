namespace CrmQbSync.Secrets;

/// <summary>A secret in a file.</summary>
/// <param name="Value">Its value. Never shown.</param>
/// <param name="CreatedTime">When it was first set.</param>
/// <param name="ModifiedTime">When it was set last.</param>
internal sealed record StoredSecret(string Value, DateTimeOffset CreatedTime, DateTimeOffset ModifiedTime)
{
    /// <summary>Never the value.</summary>
    public override string ToString() => "a secret";
}
