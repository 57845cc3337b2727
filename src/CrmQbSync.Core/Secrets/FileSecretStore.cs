namespace CrmQbSync.Secrets;

/// <summary>The module's own secret store: a sealed file of the user's and, on Windows, one of the machine's.</summary>
internal sealed class FileSecretStore : ISecretStore
{
    private readonly SecretFile _user;
    private readonly SecretFile? _machine;

    /// <summary>A store.</summary>
    /// <param name="user">The user's secrets.</param>
    /// <param name="machine">The machine's; null where there are none.</param>
    public FileSecretStore(SecretFile user, SecretFile? machine)
    {
        _user = user;
        _machine = machine;
    }

    /// <inheritdoc/>
    public string Name => "the secret store";

    /// <inheritdoc/>
    public string AdviceFor(string secret) => $"Set it: Set-ContactSyncSecret -Name '{secret}'.";

    /// <inheritdoc/>
    public ValueTask<string?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        SecretNames.Check(secret);
        var found = _user.Read().GetValueOrDefault(secret) ?? _machine?.Read().GetValueOrDefault(secret);
        return ValueTask.FromResult(found?.Value);
    }

    /// <inheritdoc/>
    public async Task SetAsync(string secret, string value, SecretScope? scope, CancellationToken cancellationToken)
    {
        SecretNames.Check(secret);
        if (string.IsNullOrEmpty(value))
            throw new SyncException(SyncErrorId.InputInvalid, $"The secret '{secret}' would be empty.", "Give it a value; Remove-ContactSyncSecret removes it.");
        var file = FileFor(secret, scope);
        await file.ChangeAsync(
            (secrets, now) => secrets.SetItem(secret, new StoredSecret(value, secrets.GetValueOrDefault(secret)?.CreatedTime ?? now, now)),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveAsync(string secret, CancellationToken cancellationToken)
    {
        SecretNames.Check(secret);
        var removed = false;
        foreach (var file in Files().Where(file => file.Read().ContainsKey(secret)))
        {
            await file.ChangeAsync((secrets, _) => secrets.Remove(secret), cancellationToken).ConfigureAwait(false);
            removed = true;
        }
        return removed;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SecretInfo>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<SecretInfo>>(
    [
        .. Files()
            .SelectMany(file => file.Read(), (file, pair) => new SecretInfo
            {
                Name = pair.Key,
                Scope = file.Scope,
                CreatedTime = pair.Value.CreatedTime,
                ModifiedTime = pair.Value.ModifiedTime,
                Store = Name,
            })
            .OrderBy(info => info.Name, StringComparer.Ordinal),
    ]);

    /// <inheritdoc/>
    public Task AllowAsync(IReadOnlyList<string> accounts, CancellationToken cancellationToken) => Machine().AllowAsync(accounts, cancellationToken);

    private SecretFile FileFor(string secret, SecretScope? scope)
    {
        var wanted = scope ?? (_machine is not null && !_user.Read().ContainsKey(secret) && _machine.Read().ContainsKey(secret) ? SecretScope.Machine : SecretScope.CurrentUser);
        return wanted == SecretScope.CurrentUser ? _user : Machine();
    }

    private SecretFile Machine() => _machine ?? throw new SyncException(
        SyncErrorId.SecretStoreFailed,
        "Secrets of scope Machine exist on Windows only.",
        "Set it without -Scope as the account that the task runs as.");

    private IEnumerable<SecretFile> Files() => _machine is null ? [_user] : [_user, _machine];
}
