namespace CrmQbSync.Secrets;

/// <summary>Where secrets are kept. Safe to use from several processes at once.</summary>
public interface ISecretStore : ISecretSource
{
    /// <summary>Sets a secret; lasting when the call returns.</summary>
    /// <param name="secret">Its name: 1 to 128 letters, digits, <c>.</c>, <c>_</c>, <c>-</c>.</param>
    /// <param name="value">Its value; not empty.</param>
    /// <param name="scope">Who can use it; null for where it is already, else the current user.</param>
    /// <param name="cancellationToken">Ends the call; the secret is then set or not, never half.</param>
    /// <exception cref="SyncException">SecretStoreFailed.</exception>
    Task SetAsync(string secret, string value, SecretScope? scope, CancellationToken cancellationToken);

    /// <summary>Lets accounts use the secrets of scope Machine, as those of scheduled tasks, beside administrators and whoever made the store.</summary>
    /// <exception cref="SyncException">InputInvalid for a name that is no account's, and where the store itself says who can use it; SecretStoreFailed.</exception>
    Task AllowAsync(IReadOnlyList<string> accounts, CancellationToken cancellationToken) =>
        throw new SyncException(SyncErrorId.InputInvalid, $"Who can use the secrets of {Name} is its own affair.", "Leave -Account out.");

    /// <summary>Removes a secret; false if there is none of that name.</summary>
    /// <exception cref="SyncException">SecretStoreFailed.</exception>
    Task<bool> RemoveAsync(string secret, CancellationToken cancellationToken);

    /// <summary>The secrets' names and dates, by name; never their values.</summary>
    /// <exception cref="SyncException">SecretStoreFailed.</exception>
    Task<IReadOnlyList<SecretInfo>> ListAsync(CancellationToken cancellationToken);
}
