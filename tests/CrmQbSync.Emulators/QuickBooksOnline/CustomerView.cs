using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.QuickBooksOnline;

/// <summary>How a stored customer looks in answers.</summary>
internal static class CustomerView
{
    /// <summary>As a GET and the answer to a write show it.</summary>
    public static JObject Read(JObject stored)
    {
        var shown = (JObject)stored.DeepClone();
        foreach (var name in new[] { "PrimaryTaxIdentifier", "SecondaryTaxIdentifier" })
        {
            if ((string?)shown[name] is { } secret)
                shown[name] = Mask(secret);
        }
        return shown;
    }

    /// <summary>As a row of a query shows it, which may hold less.</summary>
    public static JObject Row(JObject stored)
    {
        var shown = Read(stored);
        shown.Remove("DefaultTaxCodeRef");
        return shown;
    }

    private static string Mask(string secret) => secret.Length <= 5 ? "XXXXX" : new string('X', secret.Length - 5) + secret[^5..];
}
