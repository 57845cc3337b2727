using System.Globalization;

namespace CrmQbSync.Scheduling.Systemd;

/// <summary>The two units of a task: what is run, and when.</summary>
internal static class SystemdUnits
{
    /// <summary>The section that systemd passes over, and we find our tasks by.</summary>
    private const string RecordLine = "Task=";

    /// <summary>The service's file.</summary>
    public static string Service(TaskDefinition task) =>
        $"""
        [Unit]
        Description=CrmQbSync: synchronises the contacts of {SystemdText.Plain(task.ProfileName)}

        [Service]
        Type=oneshot
        {string.Concat(task.Command.Environment.Select(variable => $"Environment={SystemdText.Variable(variable.Key, variable.Value)}\n"))}ExecStart={string.Join(' ', task.Command.Arguments.Prepend(task.Command.Program).Select(SystemdText.Word))}
        # Another run being active is no failure.
        SuccessExitStatus=3
        TimeoutStartSec=1d
        # A run that is stopped finishes what is in flight.
        TimeoutStopSec=30

        [X-CrmQbSync]
        {RecordLine}{TaskRecord.Of(task).ToLine()}

        """.ReplaceLineEndings("\n");

    /// <summary>The timer's file. Persistent: runs that were missed are made up for, once.</summary>
    public static string Timer(TaskDefinition task) =>
        $"""
        [Unit]
        Description=CrmQbSync: when the contacts of {SystemdText.Plain(task.ProfileName)} are synchronised

        [Timer]
        {string.Concat(Times(task.Schedule).Select(time => $"OnCalendar={time}\n"))}AccuracySec=1s
        Persistent=true

        [Install]
        WantedBy=timers.target

        """.ReplaceLineEndings("\n");

    /// <summary>The times in systemd's words, local: systemd.time(7).</summary>
    public static IEnumerable<string> Times(TaskSchedule schedule)
    {
        var day = schedule.Day is { } weekday ? weekday.ToString()[..3] + " " : "";
        foreach (var (hours, minutes) in schedule.Times())
            yield return $"{day}*-*-* {Numbers(hours, 24)}:{Numbers(minutes, 60)}:00";
    }

    /// <summary>What a service's file says of its task; null if it is none of ours.</summary>
    public static TaskRecord? RecordOf(string service) =>
        service.Split('\n').FirstOrDefault(line => line.StartsWith(RecordLine, StringComparison.Ordinal)) is { } line
            ? TaskRecord.Parse(line[RecordLine.Length..])
            : null;

    private static string Numbers(IReadOnlyList<int> numbers, int all) =>
        numbers.Count == all ? "*" : string.Join(',', numbers.Select(number => number.ToString("00", CultureInfo.InvariantCulture)));
}
