using System.Security.Cryptography;
using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>
/// What is remembered of a pair that was reported as skipped or held, so that it is reported again only after it changed (rule 8.9):
/// the reason and a fingerprint of the records that exist.
/// </summary>
public static class ReportMark
{
    /// <summary>The mark of a reason and the records it was reported with.</summary>
    public static string Of(string reason, params ReadOnlySpan<ContactRecord?> records)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var record in records)
        {
            if (record is not null)
                hash.AppendData(record.Values.Bytes);
        }
        return $"{reason}:{Convert.ToHexString(hash.GetHashAndReset(), 0, 8)}";
    }

    /// <summary>Whether a mark was made for a reason.</summary>
    public static bool IsFor(string? mark, string reason) =>
        mark is not null && mark.Length > reason.Length && mark[reason.Length] == ':' && mark.StartsWith(reason, StringComparison.Ordinal);
}
