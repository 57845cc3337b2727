using System.Text.RegularExpressions;

namespace CrmQbSync.Secrets;

/// <summary>What a secret may be called: what <c>${secret:NAME}</c> in a profile can refer to.</summary>
internal static partial class SecretNames
{
    /// <summary>Refuses what is no name.</summary>
    /// <exception cref="SyncException">InputInvalid.</exception>
    public static void Check(string? name)
    {
        if (name is null || !Pattern().IsMatch(name))
        {
            throw new SyncException(
                SyncErrorId.InputInvalid,
                "That is no name of a secret: it has 1 to 128 letters, digits, points, underscores or hyphens.",
                "Give it a name like acme-zoho-secret.");
        }
    }

    [GeneratedRegex(@"\A[\p{L}\p{Nd}._-]{1,128}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Pattern();
}
