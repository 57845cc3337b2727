using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace CrmQbSync.Connections.Http;

/// <summary>Reads the address that the browser ended on.</summary>
internal static class Redirect
{
    /// <summary>What the user's consent gave; null if the address is of another sign-in (state) or brings nothing.</summary>
    /// <param name="address">The address.</param>
    /// <param name="redirectUri">The address that was asked for.</param>
    /// <param name="state">The state of this sign-in.</param>
    /// <param name="service">What messages call the service.</param>
    /// <exception cref="SyncException">Cancelled if the user refused; AuthenticationFailed if the service did.</exception>
    public static AuthorizationGrant? Read(Uri address, Uri redirectUri, string state, string service)
    {
        var parameters = ParametersOf(address);
        if (!parameters.TryGetValue("state", out var given) || !AreSame(given, state))
            return null;
        if (parameters.TryGetValue("error", out var error))
            throw Refusal(error, parameters.GetValueOrDefault("error_description"), service);
        if (!parameters.TryGetValue("code", out var code) || code.Length == 0)
            return null;
        return new AuthorizationGrant
        {
            Code = code,
            RedirectUri = redirectUri,
            Parameters = parameters.RemoveRange(["code", "state"]),
        };
    }

    private static SyncException Refusal(string error, string? description, string service)
    {
        var words = Shown(description is null ? error : $"{error}: {description}");
        return error == "access_denied"
            ? new SyncException(SyncErrorId.Cancelled, $"The sign-in to {service} was refused in the browser ({words}).", "Sign in again, and accept.")
            : new SyncException(
                SyncErrorId.AuthenticationFailed, $"{service} did not sign in ({words}).", "Compare client ID, redirect address and scopes with what the service's console shows.");
    }

    private static ImmutableDictionary<string, string> ParametersOf(Uri address)
    {
        var parameters = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var pair in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            // Of a parameter that comes twice the first counts.
            parameters.TryAdd(Decode(parts[0]), parts.Length > 1 ? Decode(parts[1]) : "");
        }
        return parameters.ToImmutable();
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    /// <summary>Takes as long for a nearly right state as for a wrong one.</summary>
    private static bool AreSame(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

    /// <summary>Words from an address that anybody could have made: without control characters, and not long.</summary>
    private static string Shown(string words)
    {
        var clean = string.Concat(words.Where(character => !char.IsControl(character)));
        return clean.Length <= 200 ? clean : clean[..200] + "…";
    }
}
