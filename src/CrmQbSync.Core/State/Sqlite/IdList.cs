using System.Text.Json;

namespace CrmQbSync.State.Sqlite;

/// <summary>A list as one parameter, to be taken apart by SQLite's json_each: of any length, and also where nothing may be written.</summary>
internal static class IdList
{
    /// <summary>A list of texts or numbers.</summary>
    public static byte[] Write<T>(IEnumerable<T> items) => JsonSerializer.SerializeToUtf8Bytes(items);

    /// <summary>A list of the hashes of keys.</summary>
    public static byte[] WriteHashes(IEnumerable<string> keys) => Write(keys.Select(KeyHash.Of).Distinct());
}
