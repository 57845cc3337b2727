using CrmQbSync.Secrets;

namespace CrmQbSync.Scheduling;

/// <summary>Sees to it that a scheduled run will find the profile's secrets with nobody there to be asked.</summary>
internal sealed class TaskSecrets(Func<string?, ISecretStore> stores)
{
    /// <summary>What the user should know of the secrets.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="account">The account that the task runs as.</param>
    /// <param name="readsUserSecrets">Whether that account can read what the current user set for itself alone.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SyncException">SecretMissing for what that account would not find; SecretStoreFailed.</exception>
    public async Task<IReadOnlyList<string>> CheckAsync(SyncProfile profile, string account, bool readsUserSecrets, CancellationToken cancellationToken)
    {
        if (profile.Secrets.IsEmpty)
            return [];
        // Only that account itself can tell whether a vault opens for it.
        if (profile.SecretVault is { } vault)
            return [$"The profile's secrets come from the vault '{vault}'. It has to open for {account} without a question; Test-ContactSyncProfile, run as that account, tells."];
        var store = stores(null);
        var known = await store.ListAsync(cancellationToken).ConfigureAwait(false);
        var missing = profile.Secrets.Where(secret => known.All(set => set.Name != secret.Name)).ToList();
        if (missing.Count > 0)
        {
            List<string> names = [.. missing.Select(secret => secret.Name)];
            throw Refuse(
                names,
                $"A scheduled run of profile '{profile.Name}' would fail: {Words(names)} not set in {store.Name}.",
                string.Join(' ', missing.Select(secret => secret.ConnectAdvice(profile.Path) ?? store.AdviceFor(secret.Name))));
        }
        var own = profile.Secrets.Select(secret => secret.Name)
            .Where(name => known.Any(secret => secret.Name == name && secret.Scope == SecretScope.CurrentUser)).ToList();
        if (own.Count == 0 || readsUserSecrets)
            return [];
        throw Refuse(
            own,
            $"A task that runs as {account} without its password could not read the secrets of profile '{profile.Name}': {Words(own)} set for the signed-in user alone.",
            $"{string.Join("; ", own.Select(name => $"Set-ContactSyncSecret -Name '{name}' -Scope Machine"))} - or register with your own password: -RunAs (Get-Credential).");
    }

    /// <summary>Lets the account of a task use the secrets of scope Machine, where the profile needs any of them.</summary>
    /// <exception cref="SyncException">InputInvalid for a name that is no account's; SecretStoreFailed.</exception>
    public async Task AllowAsync(SyncProfile profile, string account, CancellationToken cancellationToken)
    {
        if (profile.SecretVault is not null)
            return;
        var store = stores(null);
        var known = await store.ListAsync(cancellationToken).ConfigureAwait(false);
        if (known.Any(set => set.Scope == SecretScope.Machine && profile.Secrets.Any(secret => secret.Name == set.Name)))
            await store.AllowAsync([account], cancellationToken).ConfigureAwait(false);
    }

    private static string Words(List<string> names) =>
        $"the secret{(names.Count == 1 ? "" : "s")} '{string.Join("', '", names)}' {(names.Count == 1 ? "is" : "are")}";

    private static SyncException Refuse(List<string> names, string message, string advice) =>
        new(SyncErrorId.SecretMissing, message, advice) { Subject = names[0] };
}
