using System.Management.Automation;
using System.Net;
using System.Security;

namespace CrmQbSync.Secrets;

/// <summary>A vault of PowerShell's SecretManagement.</summary>
internal sealed class VaultSecretStore(string vault) : ISecretStore
{
    private readonly VaultShell _shell = new(vault);

    /// <inheritdoc/>
    public string Name => $"the vault '{vault}'";

    /// <inheritdoc/>
    public string AdviceFor(string secret) => $"Set it: Set-Secret -Vault '{vault}' -Name '{secret}'.";

    /// <inheritdoc/>
    public async ValueTask<string?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        if (!await HasAsync(secret, cancellationToken).ConfigureAwait(false))
            return null;
        var found = await _shell.InvokeAsync("Get-Secret", new() { ["Vault"] = vault, ["Name"] = secret }, cancellationToken).ConfigureAwait(false);
        return found.Count == 1 ? TextOf(secret, found[0].BaseObject) : throw Unfit(secret);
    }

    /// <inheritdoc/>
    public async Task SetAsync(string secret, string value, SecretScope? scope, CancellationToken cancellationToken)
    {
        SecretNames.Check(secret);
        if (scope == SecretScope.Machine)
        {
            throw new SyncException(
                SyncErrorId.InputInvalid, $"-Scope Machine is not for {Name}: who can use its secrets is the vault's own affair.", "Leave -Scope out.");
        }
        using var hidden = new NetworkCredential("", value).SecurePassword;
        await _shell.InvokeAsync("Set-Secret", new() { ["Vault"] = vault, ["Name"] = secret, ["SecureStringSecret"] = hidden }, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveAsync(string secret, CancellationToken cancellationToken)
    {
        if (!await HasAsync(secret, cancellationToken).ConfigureAwait(false))
            return false;
        await _shell.InvokeAsync("Remove-Secret", new() { ["Vault"] = vault, ["Name"] = secret }, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SecretInfo>> ListAsync(CancellationToken cancellationToken)
    {
        var found = await _shell.InvokeAsync("Get-SecretInfo", new() { ["Vault"] = vault }, cancellationToken).ConfigureAwait(false);
        return
        [
            .. found
                .Select(info => info.Properties["Name"]?.Value as string)
                .OfType<string>()
                .Order(StringComparer.Ordinal)
                .Select(name => new SecretInfo { Name = name, Scope = SecretScope.CurrentUser, Store = Name }),
        ];
    }

    private async Task<bool> HasAsync(string secret, CancellationToken cancellationToken)
    {
        // The names that pass hold no wildcards.
        SecretNames.Check(secret);
        var found = await _shell.InvokeAsync("Get-SecretInfo", new() { ["Vault"] = vault, ["Name"] = secret }, cancellationToken).ConfigureAwait(false);
        return found.Count > 0;
    }

    private string TextOf(string secret, object value) => value switch
    {
        SecureString hidden => new NetworkCredential("", hidden).Password,
        string text => text,
        _ => throw Unfit(secret),
    };

    private SyncException Unfit(string secret) => _shell.Fault(
        $"The secret '{secret}' in {Name} is no text.", $"Set it as a SecureString or a string: Set-Secret -Vault '{vault}' -Name '{secret}'.");
}
