using System.Globalization;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>
/// QuickBooks' times. It writes its clock's local time with the zone's standard offset, also in daylight-saving time, where that is an hour off; in
/// queries it takes local time without an offset.
/// </summary>
internal static class QuickBooksTime
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss";

    /// <summary>The clock's own time in a text of QuickBooks, without offset; null if it is none.</summary>
    public static DateTime? Clock(string? text) =>
        text is { Length: >= 19 } && DateTime.TryParseExact(text[..19], Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    /// <summary>A local time as a query takes it.</summary>
    public static string Text(DateTime local) => local.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>The moment that a text of QuickBooks means; null if it is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="here">This machine's zone: where its standard offset is the text's, it is taken for QuickBooks' own, daylight-saving time and all.</param>
    public static DateTimeOffset? Moment(string? text, TimeZoneInfo here)
    {
        if (Clock(text) is not { } local)
            return null;
        if (!TimeSpan.TryParseExact(text!.Length > 20 ? text[20..] : "", @"hh\:mm", CultureInfo.InvariantCulture, out var offset))
            offset = here.BaseUtcOffset;
        else if (text[19] == '-')
            offset = -offset;
        if (offset == here.BaseUtcOffset && !here.IsInvalidTime(local))
            offset = here.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }
}
