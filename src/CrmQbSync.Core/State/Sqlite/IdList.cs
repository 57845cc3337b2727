using System.Text.Json;

namespace CrmQbSync.State.Sqlite;

/// <summary>A list as one parameter, to be taken apart by SQLite's json_each: of any length, and also where nothing may be written.</summary>
internal static class IdList
{
    /// <summary>A list of texts.</summary>
    public static byte[] Write(IEnumerable<string> items) => JsonSerializer.SerializeToUtf8Bytes(items, StateJson.Default.IEnumerableString);

    /// <summary>A list of numbers.</summary>
    public static byte[] Write(IEnumerable<long> items) => JsonSerializer.SerializeToUtf8Bytes(items, StateJson.Default.IEnumerableInt64);

    /// <summary>A list of the hashes of keys.</summary>
    public static byte[] WriteHashes(IEnumerable<string> keys) => Write(keys.Select(KeyHash.Of).Distinct());
}
