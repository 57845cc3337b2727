using System.Text.Json;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>How far a reading came: the mark that the next one starts from.</summary>
/// <param name="FileId">The company file that was read.</param>
/// <param name="Modified">The latest TimeModified that QuickBooks showed, its own local time; never our clock's.</param>
/// <param name="ReadAt">When the reading began, by our clock in UTC; for deletions, which QuickBooks remembers for some days only.</param>
internal sealed record DesktopMark(string FileId, DateTime? Modified, DateTime ReadAt)
{
    /// <summary>QuickBooks remembers deletions for 90 days; two less, since clocks and zones differ.</summary>
    private static readonly TimeSpan s_deletionsKept = TimeSpan.FromDays(88);

    /// <summary>
    /// What is read again, as edits during a long reading and the hour that repeats when daylight-saving time ends would be missed otherwise.
    /// </summary>
    private static readonly TimeSpan s_overlap = TimeSpan.FromMinutes(65);

    /// <summary>From when on changes are read; null if everything has to be.</summary>
    public DateTime? ChangesFrom => Modified - s_overlap;

    /// <summary>From which day on deletions are asked for: the day before, wherever QuickBooks is.</summary>
    public DateTime DeletionsFrom => ReadAt.Date.AddDays(-2);

    /// <summary>Whether QuickBooks can still tell everything that happened since.</summary>
    public bool IsUsable(string fileId, DateTimeOffset now) => Modified is not null && FileId == fileId && now.UtcDateTime - ReadAt < s_deletionsKept;

    /// <summary>The mark of a text; null if it is none.</summary>
    public static DesktopMark? Read(string? text)
    {
        if (text is null)
            return null;
        try
        {
            return JsonSerializer.Deserialize<DesktopMark>(text);
        }
        catch (JsonException)
        {
            // A mark of another kind of connection, or of a later version: everything is read.
            return null;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => JsonSerializer.Serialize(this);
}
