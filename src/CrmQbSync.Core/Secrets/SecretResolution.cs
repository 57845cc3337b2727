using System.Collections.Immutable;
using CrmQbSync.Profiles;

namespace CrmQbSync.Secrets;

/// <summary>Turns what a profile says into the values that a connection signs in with.</summary>
public static class SecretResolution
{
    /// <summary>The value of one setting.</summary>
    /// <exception cref="SyncException">SecretMissing, naming each secret that is not set, and SecretStoreFailed.</exception>
    public static async Task<string> ResolveAsync(this ISecretSource source, ProfileValue value, CancellationToken cancellationToken) =>
        (await source.ResolveAllAsync([value], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>The values of several settings, in their order; every secret that is missing is named in one error.</summary>
    /// <exception cref="SyncException">SecretMissing, naming each secret that is not set, and SecretStoreFailed.</exception>
    public static async Task<ImmutableArray<string>> ResolveAllAsync(
        this ISecretSource source, IReadOnlyList<ProfileValue> values, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(values);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in values.SelectMany(value => value.SecretNames).Distinct(StringComparer.Ordinal))
        {
            // A blank secret helps nobody; it is a slip when it was set.
            if (await source.FindAsync(name, cancellationToken).ConfigureAwait(false) is { Length: > 0 } secret)
                found.Add(name, secret);
        }
        ThrowIfMissing(source, values, found);
        return [.. values.Select(value => value.Compose(name => found[name]))];
    }

    private static void ThrowIfMissing(ISecretSource source, IReadOnlyList<ProfileValue> values, Dictionary<string, string> found)
    {
        var missing = values
            .SelectMany(value => value.SecretNames, (value, name) => (value, name))
            .Where(pair => !found.ContainsKey(pair.name))
            .ToList();
        if (missing.Count == 0)
            return;
        var names = missing.Select(pair => pair.name).Distinct(StringComparer.Ordinal).ToList();
        throw new SyncException(
            SyncErrorId.SecretMissing,
            string.Join('\n', missing.Select(pair => $"{pair.value.Place}: {pair.value.Key}: the secret '{pair.name}' is not set in {source.Name}.")),
            string.Join(' ', names.Select(source.AdviceFor)))
        {
            Subject = names[0],
        };
    }
}
