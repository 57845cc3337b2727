using System.Text.Json;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>How far a reading came: the mark that the next one starts from.</summary>
/// <param name="FileId">The company file that was read.</param>
/// <param name="Modified">The latest TimeModified that QuickBooks showed, its own local time; never our clock's.</param>
/// <param name="ReadAt">When the reading began, by our clock in UTC; for deletions, which QuickBooks remembers for some days only.</param>
/// <param name="Lasted">How long the reading took: what was edited meanwhile may have been missed on a page that was past.</param>
internal sealed record DesktopMark(string FileId, DateTime? Modified, DateTime ReadAt, TimeSpan Lasted)
{
    /// <summary>QuickBooks remembers deletions for 90 days; two less, since clocks and zones differ.</summary>
    private static readonly TimeSpan s_deletionsKept = TimeSpan.FromDays(88);

    private static readonly TimeSpan s_overlap = TimeSpan.FromMinutes(2);

    /// <summary>The hour that repeats when daylight-saving time ends would be missed with less.</summary>
    private static readonly TimeSpan s_longOverlap = TimeSpan.FromMinutes(65);

    /// <summary>From when on changes are read; null if everything has to be.</summary>
    /// <param name="here">This machine's zone, which may be QuickBooks' own.</param>
    public DateTime? ChangesFrom(TimeZoneInfo here) => Modified is not { } modified
        ? null
        : modified - Lasted - (MayBeNearClockChange(modified, here) ? s_longOverlap : s_overlap);

    /// <summary>
    /// Clocks are changed at weekends of spring and autumn, nearly everywhere; and where this machine's zone says so.
    /// </summary>
    private static bool MayBeNearClockChange(DateTime local, TimeZoneInfo here) =>
        (local.Month is 3 or 4 or 9 or 10 or 11 && local.DayOfWeek is not (DayOfWeek.Tuesday or DayOfWeek.Wednesday))
        || here.GetUtcOffset(local.AddDays(-1)) != here.GetUtcOffset(local.AddDays(1));

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
