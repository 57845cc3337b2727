namespace CrmQbSync.Secrets;

/// <summary>Makes bytes unreadable to everybody but those of a scope, and notices every change to them.</summary>
internal interface IFileProtection
{
    /// <summary>Encrypts and seals.</summary>
    /// <param name="plain">What is to be protected.</param>
    /// <param name="purpose">What it is; unsealing under another purpose fails.</param>
    byte[] Protect(ReadOnlySpan<byte> plain, string purpose);

    /// <summary>The bytes again.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">They were changed, or sealed by another key or for another purpose.</exception>
    byte[] Unprotect(ReadOnlySpan<byte> sealedBytes, string purpose);
}
