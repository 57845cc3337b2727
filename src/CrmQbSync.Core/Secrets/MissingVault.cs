namespace CrmQbSync.Secrets;

/// <summary>A vault that cannot be reached, because only PowerShell can and this is not PowerShell. Says so when it is used.</summary>
internal sealed class MissingVault(string vault) : ISecretStore
{
    /// <inheritdoc/>
    public string Name => $"the vault '{vault}'";

    /// <inheritdoc/>
    public string AdviceFor(string secret) => $"Set it: Set-Secret -Vault '{vault}' -Name '{secret}'.";

    /// <inheritdoc/>
    public ValueTask<string?> FindAsync(string secret, CancellationToken cancellationToken) => throw Fault();

    /// <inheritdoc/>
    public Task SetAsync(string secret, string value, SecretScope? scope, CancellationToken cancellationToken) => throw Fault();

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(string secret, CancellationToken cancellationToken) => throw Fault();

    /// <inheritdoc/>
    public Task<IReadOnlyList<SecretInfo>> ListAsync(CancellationToken cancellationToken) => throw Fault();

    private SyncException Fault() => new(
        SyncErrorId.SecretStoreFailed,
        $"The vault '{vault}' can be used from PowerShell only.",
        "Use the module's cmdlets, or leave secrets.vault out of the profile and set the secrets with Set-ContactSyncSecret.")
    {
        Subject = vault,
    };
}
