using CrmQbSync.Contacts;

namespace CrmQbSync.Scheduling;

/// <summary>
/// When a task runs: at one time, and at all times that follow from it. A schedule of less than a week divides a day evenly, so that it means the same
/// to every scheduler, every day, when the clocks are put forward or back too.
/// </summary>
internal sealed record TaskSchedule
{
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_week = TimeSpan.FromDays(7);

    private TaskSchedule(TimeSpan every, DateTime at)
    {
        Every = every;
        At = at;
    }

    /// <summary>How often: whole minutes that divide a day evenly, or a week.</summary>
    public TimeSpan Every { get; }

    /// <summary>One of the times, the first one after it was made; local, whole minutes.</summary>
    public DateTime At { get; }

    /// <summary>A checked schedule.</summary>
    /// <param name="every">How often.</param>
    /// <param name="at">One of the times, local; null for the next whole minute.</param>
    /// <param name="now">The local time.</param>
    /// <exception cref="SyncException">InputInvalid, saying what would be right.</exception>
    public static TaskSchedule Create(TimeSpan every, DateTime? at, DateTime now)
    {
        if (every < TimeSpan.FromMinutes(1))
            throw Invalid($"-Every {Shown(every)} is less than a minute.", "For every quarter of an hour write 00:15 (hours:minutes); a plain number is taken for something much shorter.");
        if (every > s_week)
            throw Invalid($"-Every {Shown(every)} is more than a week.", "Give a week (7.00:00) or less, such as 00:15 for every quarter of an hour; a plain number before a dot means days.");
        if (every != s_week && (every.Ticks % TimeSpan.TicksPerMinute != 0 || s_day.Ticks % every.Ticks != 0))
            throw Invalid($"-Every {Shown(every)} does not divide a day evenly, so that its times would differ from day to day.", $"Give {Nearest(every)}, a day (1.00:00) or a week (7.00:00).");
        var start = Minute(at ?? now.AddMinutes(1));
        var distance = (now - start).Ticks;
        // The first of its times after now.
        var steps = distance < 0 ? -((-distance - 1) / every.Ticks) : (distance / every.Ticks) + 1;
        return new TaskSchedule(every, start + (every * steps));
    }

    /// <summary>The schedule of a task that was registered before.</summary>
    public static TaskSchedule Restore(TimeSpan every, DateTime at) => new(every, at);

    /// <summary>The first of its times after another one; local.</summary>
    public DateTime Next(DateTime after) =>
        Enumerable.Range(0, 9)
            .SelectMany(day => TimesOn(after.Date.AddDays(day)))
            .First(time => time > after);

    /// <summary>Hours with the minutes in them at which it runs: those hours are together that have the same minutes.</summary>
    public IReadOnlyList<(IReadOnlyList<int> Hours, IReadOnlyList<int> Minutes)> Times() =>
        [.. TimesOfDay()
            .GroupBy(time => time.Hours, time => time.Minutes)
            .GroupBy(hour => string.Join(',', hour))
            .Select(group => ((IReadOnlyList<int>)[.. group.Select(hour => hour.Key)], (IReadOnlyList<int>)[.. group.First()]))];

    /// <summary>The day of the week that it runs on; null for every day.</summary>
    public DayOfWeek? Day => Every == s_week ? At.DayOfWeek : null;

    private IEnumerable<DateTime> TimesOn(DateTime date) =>
        Day is null || Day == date.DayOfWeek ? TimesOfDay().Select(time => date + time) : [];

    private IEnumerable<TimeSpan> TimesOfDay()
    {
        var every = Every > s_day ? s_day : Every;
        for (var time = new TimeSpan(At.TimeOfDay.Ticks % every.Ticks); time < s_day; time += every)
            yield return time;
    }

    private static DateTime Minute(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerMinute), time.Kind);

    private static string Nearest(TimeSpan every)
    {
        var minutes = Enumerable.Range(1, 1440).Where(number => 1440 % number == 0).ToList();
        var below = minutes.Last(number => number <= every.TotalMinutes || number == 1);
        var above = minutes.First(number => number > every.TotalMinutes || number == 1440);
        return $"{Shown(TimeSpan.FromMinutes(below))} or {Shown(TimeSpan.FromMinutes(above))}";
    }

    private static string Shown(TimeSpan time) =>
        time.Ticks % TimeSpan.TicksPerMinute == 0 && time >= TimeSpan.Zero
            ? time.ToString(time < s_day ? "hh\\:mm" : "d\\.hh\\:mm", System.Globalization.CultureInfo.InvariantCulture)
            : time.ToString("c", System.Globalization.CultureInfo.InvariantCulture);

    private static SyncException Invalid(string message, string advice) => new(SyncErrorId.InputInvalid, message, advice) { Subject = "Every" };
}
