using CrmQbSync.Secrets;

namespace CrmQbSync.Tests.Scheduling;

/// <summary>A store that tells which secrets are set for whom, gives no value, and keeps whom it was to let in.</summary>
internal sealed class ListedSecrets : ISecretStore
{
    private readonly List<SecretInfo> _secrets = [];

    public string Name => "the secret store";

    public List<string> Allowed { get; } = [];

    public Task AllowAsync(IReadOnlyList<string> accounts, CancellationToken cancellationToken)
    {
        Allowed.AddRange(accounts);
        return Task.CompletedTask;
    }

    public void Add(string name, SecretScope scope) => _secrets.Add(new SecretInfo { Name = name, Scope = scope, Store = Name });

    public string AdviceFor(string secret) => $"Set it: {secret}.";

    public Task<IReadOnlyList<SecretInfo>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<SecretInfo>>(_secrets);

    public ValueTask<string?> FindAsync(string secret, CancellationToken cancellationToken) => throw new NotSupportedException("No value is needed.");

    public Task SetAsync(string secret, string value, SecretScope? scope, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> RemoveAsync(string secret, CancellationToken cancellationToken) => throw new NotSupportedException();
}
