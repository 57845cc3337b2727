using CrmQbSync.Scheduling;
using CrmQbSync.Scheduling.Crontab;
using CrmQbSync.Scheduling.Systemd;

namespace CrmQbSync.Tests.Scheduling;

public sealed class TaskScheduleTests
{
    // A Sunday.
    private static readonly DateTime s_now = new(2026, 11, 22, 14, 3, 20);

    [Theory]
    [InlineData("00:00:15", "00:15")]
    [InlineData("00:00:00.0000015", "00:15")]
    [InlineData("00:00:00", "00:15")]
    [InlineData("-00:15:00", "00:15")]
    [InlineData("3650.00:00:00", "7.00:00")]
    [InlineData("15.00:00:00", "00:15")]
    [InlineData("00:07:00", "00:06 or 00:08")]
    [InlineData("05:00:00", "04:48 or 06:00")]
    [InlineData("00:01:30", "00:01 or 00:02")]
    [InlineData("2.00:00:00", "a week (7.00:00)")]
    public void What_no_scheduler_could_keep_is_refused_with_what_would_be_right(string every, string advice)
    {
        var exception = Assert.Throws<SyncException>(() => TaskSchedule.Create(TimeSpan.Parse(every, System.Globalization.CultureInfo.InvariantCulture), null, s_now));

        Assert.Equal(SyncErrorId.InputInvalid, exception.Id);
        Assert.Contains(advice, exception.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00:15:00", null, "2026-11-22T14:04")]
    [InlineData("00:15:00", "2026-11-22T02:30", "2026-11-22T14:15")]
    [InlineData("00:15:00", "2026-11-22T14:03", "2026-11-22T14:18")]
    [InlineData("06:00:00", "2026-11-22T23:30", "2026-11-22T17:30")]
    [InlineData("1.00:00:00", "2026-11-22T02:30", "2026-11-23T02:30")]
    [InlineData("1.00:00:00", "2026-12-24T20:00", "2026-11-22T20:00")]
    [InlineData("7.00:00:00", "2026-11-20T02:30", "2026-11-27T02:30")]
    [InlineData("00:01:00", "2026-11-22T14:04", "2026-11-22T14:04")]
    public void It_begins_with_the_first_of_its_times_from_now(string every, string? at, string first)
    {
        var schedule = Create(every, at);

        Assert.Equal(DateTime.Parse(first, System.Globalization.CultureInfo.InvariantCulture), schedule.At);
        Assert.Equal(schedule.At, schedule.Next(s_now));
        Assert.Equal(schedule.At + schedule.Every, schedule.Next(schedule.At));
    }

    [Theory]
    [InlineData("00:01:00", null, "*-*-* *:*:00", "* * * * *")]
    [InlineData("00:15:00", "2026-11-22T02:03", "*-*-* *:03,18,33,48:00", "3,18,33,48 * * * *")]
    [InlineData("06:00:00", "2026-11-22T02:30", "*-*-* 02,08,14,20:30:00", "30 2,8,14,20 * * *")]
    [InlineData("1.00:00:00", "2026-11-22T02:30", "*-*-* 02:30:00", "30 2 * * *")]
    [InlineData("7.00:00:00", "2026-11-22T02:30", "Sun *-*-* 02:30:00", "30 2 * * 0")]
    [InlineData("08:00:00", "2026-11-22T00:00", "*-*-* 00,08,16:00:00", "0 0,8,16 * * *")]
    public void It_is_said_in_the_words_of_each_scheduler(string every, string? at, string systemd, string cron)
    {
        Assert.Equal([systemd], SystemdUnits.Times(Create(every, at)));
        Assert.Equal([cron], CrontabText.Times(Create(every, at)));
    }

    [Theory]
    [InlineData(45)]
    [InlineData(32)]
    [InlineData(288)]
    [InlineData(90)]
    public void Whatever_divides_a_day_has_all_of_its_times_in_the_lines(int minutes)
    {
        var schedule = Create(TimeSpan.FromMinutes(minutes).ToString(), "2026-11-22T00:05");

        var times = schedule.Times().SelectMany(group => group.Hours.SelectMany(hour => group.Minutes.Select(minute => (hour * 60) + minute))).Order().ToList();

        Assert.Equal(Enumerable.Range(0, 1440 / minutes).Select(number => (5 % minutes) + (number * minutes)), times);
        Assert.Equal(schedule.Times().Count, CrontabText.Times(schedule).Count());
    }

    private static TaskSchedule Create(string every, string? at) => TaskSchedule.Create(
        TimeSpan.Parse(every, System.Globalization.CultureInfo.InvariantCulture),
        at is null ? null : DateTime.Parse(at, System.Globalization.CultureInfo.InvariantCulture),
        s_now);
}
