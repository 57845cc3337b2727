namespace CrmQbSync.State.Sqlite;

/// <summary>
/// By what a key is found without regard to case: FNV-1a, 64 bits, over its upper case. Two keys may share one, so whoever searches
/// compares the keys themselves too. It is stored; it never changes.
/// </summary>
internal static class KeyHash
{
    /// <summary>The hash of a key.</summary>
    public static long Of(string key)
    {
        Span<char> buffer = stackalloc char[256];
        var upper = buffer[..Math.Min(key.Length, buffer.Length)];
        if (key.Length > buffer.Length)
            upper = new char[key.Length];
        key.AsSpan().ToUpperInvariant(upper);
        var hash = 14695981039346656037UL;
        foreach (var character in upper)
            hash = (hash ^ character) * 1099511628211UL;
        return unchecked((long)hash);
    }
}
