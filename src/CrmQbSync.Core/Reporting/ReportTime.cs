using System.Globalization;

namespace CrmQbSync.Reporting;

/// <summary>Times as a report shows them.</summary>
internal static class ReportTime
{
    /// <summary>A time in a zone, to the second.</summary>
    public static string Text(DateTimeOffset time, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(time, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A time as machines read it.</summary>
    public static string Machine(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
