using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;

namespace CrmQbSync.Secrets;

/// <summary>Windows' data protection (DPAPI): the key belongs to the user's or the machine's account and is never seen here.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsProtection(SecretScope scope) : IFileProtection
{
    private DataProtectionScope Scope => scope == SecretScope.Machine ? DataProtectionScope.LocalMachine : DataProtectionScope.CurrentUser;

    /// <inheritdoc/>
    public byte[] Protect(ReadOnlySpan<byte> plain, string purpose) => ProtectedData.Protect(plain.ToArray(), Encoding.UTF8.GetBytes(purpose), Scope);

    /// <inheritdoc/>
    public byte[] Unprotect(ReadOnlySpan<byte> sealedBytes, string purpose) =>
        ProtectedData.Unprotect(sealedBytes.ToArray(), Encoding.UTF8.GetBytes(purpose), Scope);
}
