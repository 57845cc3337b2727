using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;

namespace CrmQbSync.Secrets;

/// <summary>The secrets of one scope: one sealed file, read and replaced whole, under a lock that all processes heed.</summary>
internal sealed class SecretFile(PrivateFolder folder, IFileProtection protection, SecretScope scope, TimeProvider clock)
{
    private const string FileName = "store.secrets";
    private const string LockName = "store.lock";
    private const string Purpose = "CrmQbSync secrets";

    /// <summary>Who can use what is in it.</summary>
    public SecretScope Scope { get; } = scope;

    /// <summary>The secrets as they are now, by name.</summary>
    /// <exception cref="SyncException">SecretStoreFailed if the file is damaged or others can read it.</exception>
    public ImmutableSortedDictionary<string, StoredSecret> Read()
    {
        if (folder.Read(FileName) is not { } sealedBytes)
            return ImmutableSortedDictionary<string, StoredSecret>.Empty.WithComparers(StringComparer.Ordinal);
        var path = folder.PathOf(FileName);
        try
        {
            var plain = protection.Unprotect(sealedBytes, Purpose);
            var read = JsonSerializer.Deserialize<Dictionary<string, StoredSecret>>(plain) ?? throw new JsonException("it is empty.");
            CryptographicOperations.ZeroMemory(plain);
            return read.ToImmutableSortedDictionary(StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException)
        {
            throw new SyncException(
                SyncErrorId.SecretStoreFailed,
                $"'{path}' cannot be unsealed: it is damaged, or was made by another user or on another machine ({exception.Message}). It is left as it is.",
                "Put back the folder's files from a copy of the same time; else move them away, set the secrets anew and connect again.",
                exception)
            {
                Subject = path,
            };
        }
    }

    /// <summary>Lets accounts use the secrets.</summary>
    /// <exception cref="SyncException">InputInvalid, SecretStoreFailed.</exception>
    public async Task AllowAsync(IReadOnlyList<string> accounts, CancellationToken cancellationToken)
    {
        using var others = await folder.LockAsync(LockName, cancellationToken).ConfigureAwait(false);
        folder.Allow(accounts);
    }

    /// <summary>Changes the secrets; lasting when the call returns.</summary>
    /// <param name="change">Gives the secrets after the change from those before; the same if nothing is to be written.</param>
    /// <param name="cancellationToken">Ends the waiting for other processes.</param>
    /// <exception cref="SyncException">SecretStoreFailed.</exception>
    public async Task ChangeAsync(
        Func<ImmutableSortedDictionary<string, StoredSecret>, DateTimeOffset, ImmutableSortedDictionary<string, StoredSecret>> change,
        CancellationToken cancellationToken)
    {
        using var others = await folder.LockAsync(LockName, cancellationToken).ConfigureAwait(false);
        var before = Read();
        var after = change(before, clock.GetUtcNow());
        if (ReferenceEquals(before, after))
            return;
        var plain = JsonSerializer.SerializeToUtf8Bytes(after.ToDictionary());
        folder.Replace(FileName, protection.Protect(plain, Purpose));
        CryptographicOperations.ZeroMemory(plain);
    }
}
