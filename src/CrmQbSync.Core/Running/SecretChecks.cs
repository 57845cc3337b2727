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
        var secrets = ProfileSecrets.Of(profile).ToList();
        if (secrets.Count == 0)
            return [rows.Passed(Check, "The profile needs none.")];
        var missing = new List<ProfileCheck>();
        try
        {
            foreach (var (name, signIn) in secrets)
            {
                if (await source.FindAsync(name, cancellationToken).ConfigureAwait(false) is { Length: > 0 })
                    continue;
                missing.Add(rows.Row(
                    Check,
                    CheckStatus.Failed,
                    $"{SyncErrorId.SecretMissing}: the secret '{name}' is not set in {source.Name}.",
                    signIn is null ? source.AdviceFor(name) : $"Sign in: {signIn} -Profile '{profile.Path}'."));
            }
        }
        catch (SyncException exception)
        {
            return [rows.Fail(Check, exception)];
        }
        return missing.Count > 0 ? missing : [rows.Passed(Check, $"All {secrets.Count} are set in {source.Name}.")];
    }
}
