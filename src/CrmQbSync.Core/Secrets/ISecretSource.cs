namespace CrmQbSync.Secrets;

/// <summary>Where the values of <c>${secret:NAME}</c> come from.</summary>
public interface ISecretSource
{
    /// <summary>What messages call it, such as "the secret store" or "the vault 'MyVault'".</summary>
    string Name { get; }

    /// <summary>What a user does to put a secret of that name there, as a sentence.</summary>
    string AdviceFor(string secret);

    /// <summary>The secret's value; null if there is none of that name.</summary>
    /// <exception cref="SyncException">SecretStoreFailed if the source itself cannot be read.</exception>
    ValueTask<string?> FindAsync(string secret, CancellationToken cancellationToken);
}
