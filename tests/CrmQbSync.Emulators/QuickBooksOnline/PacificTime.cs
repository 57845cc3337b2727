using System.Globalization;

namespace CrmQbSync.Emulators.QuickBooksOnline;

/// <summary>Times as the service writes them: with the offset of California, whatever the company's own.</summary>
internal static class PacificTime
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles");

    /// <summary>Seconds, as in MetaData.</summary>
    public static string Seconds(DateTimeOffset time) => Text(time, "yyyy-MM-dd'T'HH:mm:sszzz");

    /// <summary>Milliseconds, as in the envelope.</summary>
    public static string Milliseconds(DateTimeOffset time) => Text(time, "yyyy-MM-dd'T'HH:mm:ss.fffzzz");

    private static string Text(DateTimeOffset time, string format) =>
        TimeZoneInfo.ConvertTime(time, Zone).ToString(format, CultureInfo.InvariantCulture);
}
