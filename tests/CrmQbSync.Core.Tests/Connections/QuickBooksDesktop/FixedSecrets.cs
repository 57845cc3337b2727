using CrmQbSync.Secrets;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>A secret store that holds one secret.</summary>
internal sealed class FixedSecrets(string name, string value) : ISecretStore
{
    public string Name => "the test's store";

    public string AdviceFor(string secret) => $"Set {secret}.";

    public ValueTask<string?> FindAsync(string secret, CancellationToken cancellationToken) => new(secret == name ? value : null);

    public Task SetAsync(string secret, string newValue, SecretScope? scope, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> RemoveAsync(string secret, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<SecretInfo>> ListAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
