using CrmQbSync.Profiles;
using CrmQbSync.Secrets;

namespace CrmQbSync.Running;

/// <summary>Whether every secret that a profile needs is set. Shows names only.</summary>
internal static class SecretChecks
{
    private const string Check = "Secrets";

    /// <summary>One row if all are set, else one for each that is not.</summary>
    public static async Task<List<ProfileCheck>> CheckAsync(SyncProfile profile, ISecretSource source, CheckRows rows, CancellationToken cancellationToken)
    {
        if (profile.Secrets.IsEmpty)
            return [rows.Passed(Check, "The profile needs none.")];
        var missing = new List<ProfileCheck>();
        try
        {
            foreach (var secret in profile.Secrets)
            {
                if (await source.FindAsync(secret.Name, cancellationToken).ConfigureAwait(false) is { Length: > 0 })
                    continue;
                missing.Add(rows.Row(
                    Check,
                    CheckStatus.Failed,
                    $"{SyncErrorId.SecretMissing}: the secret '{secret.Name}' is not set in {source.Name}.",
                    secret.ConnectAdvice(profile.Path) ?? source.AdviceFor(secret.Name)));
            }
        }
        catch (SyncException exception)
        {
            return [rows.Fail(Check, exception)];
        }
        return missing.Count > 0 ? missing : [rows.Passed(Check, $"All {profile.Secrets.Length} are set in {source.Name}.")];
    }
}
