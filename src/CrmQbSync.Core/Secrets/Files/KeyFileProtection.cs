using System.Security.Cryptography;
using System.Text;

namespace CrmQbSync.Secrets;

/// <summary>
/// AES-256 in Galois/Counter mode with a key from a file that only the user may read. What is sealed: four letters, the nonce, the tag, the cipher
/// text; letters and purpose are authenticated with it.
/// </summary>
internal sealed class KeyFileProtection(PrivateFolder folder) : IFileProtection
{
    private const string KeyFile = "store.key";
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private static ReadOnlySpan<byte> Letters => "CQS1"u8;

    private static int HeadBytes => Letters.Length + NonceBytes + TagBytes;

    /// <inheritdoc/>
    public byte[] Protect(ReadOnlySpan<byte> plain, string purpose)
    {
        var sealedBytes = new byte[HeadBytes + plain.Length];
        Letters.CopyTo(sealedBytes);
        var nonce = sealedBytes.AsSpan(Letters.Length, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(ReadKey() ?? MakeKey(), TagBytes);
        cipher.Encrypt(nonce, plain, sealedBytes.AsSpan(HeadBytes), sealedBytes.AsSpan(Letters.Length + NonceBytes, TagBytes), Bound(purpose));
        return sealedBytes;
    }

    /// <inheritdoc/>
    public byte[] Unprotect(ReadOnlySpan<byte> sealedBytes, string purpose)
    {
        if (sealedBytes.Length < HeadBytes || !sealedBytes.StartsWith(Letters))
            throw new CryptographicException("it is not in our format.");
        var key = ReadKey() ?? throw new CryptographicException($"the key file '{folder.PathOf(KeyFile)}' is missing.");
        var plain = new byte[sealedBytes.Length - HeadBytes];
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Decrypt(
            sealedBytes.Slice(Letters.Length, NonceBytes),
            sealedBytes[HeadBytes..],
            sealedBytes.Slice(Letters.Length + NonceBytes, TagBytes),
            plain,
            Bound(purpose));
        return plain;
    }

    private static byte[] Bound(string purpose) => [.. Letters, .. Encoding.UTF8.GetBytes(purpose)];

    private byte[]? ReadKey() => folder.Read(KeyFile) switch
    {
        null => null,
        { Length: KeyBytes } key => key,
        _ => throw new CryptographicException($"the key file '{folder.PathOf(KeyFile)}' is damaged."),
    };

    /// <summary>Two processes may make a key at the same time: the one whose file is there first wins, and both use that.</summary>
    private byte[] MakeKey()
    {
        folder.Create(KeyFile, RandomNumberGenerator.GetBytes(KeyBytes));
        return ReadKey() ?? throw new CryptographicException($"the key file '{folder.PathOf(KeyFile)}' went away.");
    }
}
