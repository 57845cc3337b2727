using System.Collections.Concurrent;
using CrmQbSync.Secrets;

namespace CrmQbSync.Tests.Connections.ZohoCrm;

/// <summary>Secrets in memory.</summary>
internal sealed class MemorySecrets : ISecretStore
{
    public ConcurrentDictionary<string, string> Values { get; } = new();

    public string Name => "the test's secrets";

    public string AdviceFor(string secret) => $"Set {secret}.";

    public ValueTask<string?> FindAsync(string secret, CancellationToken cancellationToken) => ValueTask.FromResult(Values.GetValueOrDefault(secret));

    public Task SetAsync(string secret, string value, SecretScope? scope, CancellationToken cancellationToken)
    {
        Values[secret] = value;
        return Task.CompletedTask;
    }

    public Task<bool> RemoveAsync(string secret, CancellationToken cancellationToken) => Task.FromResult(Values.TryRemove(secret, out _));

    public Task<IReadOnlyList<SecretInfo>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<SecretInfo>>([]);
}
