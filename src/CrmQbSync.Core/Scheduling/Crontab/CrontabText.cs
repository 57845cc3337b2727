using System.Globalization;
using CrmQbSync.Profiles;

namespace CrmQbSync.Scheduling.Crontab;

/// <summary>Our lines in a crontab; all others stay as they are: crontab(5).</summary>
internal static class CrontabText
{
    private const string Begin = "# CrmQbSync task: ";
    private const string End = "# End of CrmQbSync task: ";

    /// <summary>
    /// The lines of a task. cron does not make up for runs that were missed while the machine was off, so that one is started when it comes up again.
    /// </summary>
    public static string Lines(TaskDefinition task)
    {
        var command = Command(task.Command);
        var times = Times(task.Schedule).Append("@reboot").Select(time => $"{time} {command}\n");
        return $"{Begin}{TaskRecord.Of(task).ToLine()}\n{string.Concat(times)}{End}{TaskDefinition.MarkOf(task.Profile)}\n";
    }

    /// <summary>The tasks in a crontab, each with its lines.</summary>
    public static IEnumerable<(TaskRecord Record, string Lines)> Read(string crontab)
    {
        foreach (var (record, lines) in Blocks(crontab))
        {
            if (record is not null)
                yield return (record, string.Concat(lines));
        }
    }

    /// <summary>A crontab with a task's lines, which take the place of those that it had.</summary>
    public static string With(string crontab, TaskDefinition task)
    {
        var others = Without(crontab, task.Name);
        return (others.Length == 0 || others.EndsWith('\n') ? others : others + "\n") + Lines(task);
    }

    /// <summary>A crontab without a task's lines.</summary>
    public static string Without(string crontab, string name) =>
        string.Concat(Blocks(crontab).Where(block => block.Record?.Name != name).SelectMany(block => block.Lines));

    /// <summary>The times in cron's words, local.</summary>
    public static IEnumerable<string> Times(TaskSchedule schedule)
    {
        var day = schedule.Day is { } weekday ? ((int)weekday).ToString(CultureInfo.InvariantCulture) : "*";
        foreach (var (hours, minutes) in schedule.Times())
            yield return $"{Numbers(minutes, 60)} {Numbers(hours, 24)} * * {day}";
    }

    /// <summary>The command as the shell gets it; cron itself takes a percent sign for the end of the line.</summary>
    private static string Command(TaskCommand command)
    {
        var words = command.Environment.Select(variable => $"{variable.Key}={Quote(variable.Value)}")
            .Append(Quote(command.Program))
            .Concat(command.Arguments.Select(Quote));
        return string.Join(' ', words).Replace("%", "\\%", StringComparison.Ordinal) + " >/dev/null";
    }

    private static string Quote(string word) =>
        word.Any(char.IsControl)
            ? throw new SyncException(SyncErrorId.InputInvalid, "A path with a line break or control character cannot stand in a crontab.", "Rename the folder or file.") { Subject = word }
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Numbers(IReadOnlyList<int> numbers, int all) => numbers.Count == all ? "*" : string.Join(',', numbers.Select(number => number.ToInvariant()));

    /// <summary>The crontab in pieces: a task's lines together, every other line alone. A block whose end is missing is its first line only.</summary>
    private static IEnumerable<(TaskRecord? Record, IReadOnlyList<string> Lines)> Blocks(string crontab)
    {
        var lines = crontab.SplitKeepingEnds();
        for (var at = 0; at < lines.Count; at++)
        {
            var record = lines[at].StartsWith(Begin, StringComparison.Ordinal) ? TaskRecord.Parse(lines[at][Begin.Length..].Trim()) : null;
            var end = record is null ? -1 : lines.FindIndex(at, line => line.TrimEnd() == End + TaskDefinition.MarkOf(record.Profile));
            if (end < 0)
            {
                yield return (null, [lines[at]]);
                continue;
            }
            yield return (record, lines[at..(end + 1)]);
            at = end;
        }
    }

    private static List<string> SplitKeepingEnds(this string text)
    {
        var lines = text.Split('\n').Select(line => line + "\n").ToList();
        lines[^1] = lines[^1][..^1];
        if (lines[^1].Length == 0)
            lines.RemoveAt(lines.Count - 1);
        return lines;
    }
}
