using System.Buffers;
using System.Text;

namespace CrmQbSync.Contacts;

/// <summary>
/// The keys of packed e-mail fields (rule 3.2), hashed and compared where they stand: to match a million records by strings, as many strings
/// would be made and thrown away.
/// </summary>
internal static class AddressKey
{
    private const int LongestBare = 256;

    // What a field can hold and still be nothing but one address. A field with anything else is read by the rules.
    private static readonly SearchValues<byte> s_bare = SearchValues.Create(
        "!#$%&'()*+-./0123456789=@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"u8);

    /// <summary>A number that is the same for all fields with the same key; 0 if a field has no key, or one that is no address (rule 3.1).</summary>
    public static int Hash(ReadOnlySpan<byte> field)
    {
        if (IsBare(field))
        {
            var at = field.IndexOf((byte)'@');
            return at > 0 && at < field.Length - 1 && !field[(at + 1)..].Contains((byte)'@') ? HashBare(field) : 0;
        }
        return EmailAddress.First(field) is { } address && EmailAddress.IsValid(address)
            ? HashUpper(Encoding.UTF8.GetBytes(address.ToUpperInvariant()))
            : 0;
    }

    /// <summary>Whether two fields have the same key.</summary>
    public static bool Same(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => IsBare(left) && IsBare(right)
        ? Ascii.EqualsIgnoreCase(left, right)
        : EmailAddress.Comparer.Equals(EmailAddress.First(left), EmailAddress.First(right));

    private static bool IsBare(ReadOnlySpan<byte> field) => field.Length <= LongestBare && !field.ContainsAnyExcept(s_bare);

    private static int HashBare(ReadOnlySpan<byte> address)
    {
        Span<byte> upper = stackalloc byte[LongestBare];
        Ascii.ToUpper(address, upper, out var length);
        return HashUpper(upper[..length]);
    }

    private static int HashUpper(ReadOnlySpan<byte> upper)
    {
        var hash = new HashCode();
        hash.AddBytes(upper);
        return hash.ToHashCode() is not 0 and var code ? code : 1;
    }
}
