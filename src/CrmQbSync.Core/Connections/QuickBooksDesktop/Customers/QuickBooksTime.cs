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
    /// <remarks>By hand: two times of every customer come by here, and a general parser looks for far more than this one form.</remarks>
    public static DateTime? Clock(string? text)
    {
        if (text is not { Length: >= 19 } || (text[4], text[7], text[10], text[13], text[16]) is not ('-', '-', 'T', ':', ':'))
            return null;
        var (year, month, day) = (Number(text, 0, 4), Number(text, 5, 2), Number(text, 8, 2));
        var (hour, minute, second) = (Number(text, 11, 2), Number(text, 14, 2), Number(text, 17, 2));
        return year is > 1 and < 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            && hour is >= 0 and < 24 && minute is >= 0 and < 60 && second is >= 0 and < 60
            ? new DateTime(year, month, day, hour, minute, second)
            : null;
    }

    /// <summary>A local time as a query takes it.</summary>
    public static string Text(DateTime local) => local.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>The moment that a text of QuickBooks means; null if it is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="here">This machine's zone: where its standard offset is the text's, it is taken for QuickBooks' own, daylight-saving time and all.</param>
    public static DateTimeOffset? Moment(string? text, TimeZoneInfo here)
    {
        if (Clock(text) is not { } local)
            return null;
        var offset = OffsetOf(text!) ?? here.BaseUtcOffset;
        if (offset == here.BaseUtcOffset && !here.IsInvalidTime(local))
            offset = here.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }

    /// <summary>The offset at the end of a time; null if there is none.</summary>
    private static TimeSpan? OffsetOf(string text)
    {
        if (text.Length != 25 || text[22] != ':' || Number(text, 20, 2) is not (>= 0 and < 14 and var hours) || Number(text, 23, 2) is not (>= 0 and < 60 and var minutes))
            return null;
        var offset = new TimeSpan(hours, minutes, 0);
        return text[19] == '-' ? -offset : offset;
    }

    /// <summary>Some digits of a text as a number; negative if one is none.</summary>
    private static int Number(string text, int at, int length)
    {
        var number = 0;
        foreach (var sign in text.AsSpan(at, length))
        {
            if (!char.IsAsciiDigit(sign))
                return -1;
            number = (number * 10) + (sign - '0');
        }
        return number;
    }
}
