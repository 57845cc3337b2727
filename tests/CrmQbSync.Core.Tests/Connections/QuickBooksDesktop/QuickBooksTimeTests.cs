using System.Globalization;
using CrmQbSync.Connections.QuickBooksDesktop;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

public sealed class QuickBooksTimeTests
{
    private static readonly TimeZoneInfo s_here = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    [Theory]
    [InlineData("2026-01-20T10:11:12-05:00", "2026-01-20T10:11:12-05:00")]
    [InlineData("2026-07-20T10:11:12-05:00", "2026-07-20T10:11:12-04:00")]
    [InlineData("2026-07-20T10:11:12", "2026-07-20T10:11:12-04:00")]
    [InlineData("2026-07-20T10:11:12+05:30", "2026-07-20T10:11:12+05:30")]
    [InlineData("2024-02-29T23:59:59-08:00", "2024-02-29T23:59:59-08:00")]
    [InlineData("2026-07-20T10:11:12+99:99", "2026-07-20T10:11:12-04:00")]
    public void A_time_is_the_moment_of_its_own_zone(string text, string moment) =>
        Assert.Equal(DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture).ToString("O"), QuickBooksTime.Moment(text, s_here)!.Value.ToString("O"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2026-01-20")]
    [InlineData("2026-02-29T00:00:00")]
    [InlineData("2026-13-01T00:00:00")]
    [InlineData("2026-01-01T24:00:00")]
    [InlineData("2026-01-01 10:00:00")]
    [InlineData("20x6-01-01T10:00:00")]
    [InlineData("0000-00-00T00:00:00")]
    public void What_is_no_time_is_none(string? text) => Assert.Null(QuickBooksTime.Moment(text, s_here));
}
