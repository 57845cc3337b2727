using CrmQbSync.Secrets;

namespace CrmQbSync.Tests.Connections.Http;

/// <summary>A store that can be read, and not written.</summary>
internal sealed class FailingStore(ISecretStore inner) : ISecretStore
{
    public string Name => inner.Name;

    public string AdviceFor(string secret) => inner.AdviceFor(secret);

    public ValueTask<string?> FindAsync(string secret, CancellationToken cancellationToken) => inner.FindAsync(secret, cancellationToken);

    public Task SetAsync(string secret, string value, SecretScope? scope, CancellationToken cancellationToken) =>
        throw new SyncException(SyncErrorId.SecretStoreFailed, "The disk is full.", "Make room.");

    public Task<bool> RemoveAsync(string secret, CancellationToken cancellationToken) => inner.RemoveAsync(secret, cancellationToken);

    public Task<IReadOnlyList<SecretInfo>> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);
}
