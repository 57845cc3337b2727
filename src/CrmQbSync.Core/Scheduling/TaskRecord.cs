using System.Globalization;
using System.Text.Json;

namespace CrmQbSync.Scheduling;

/// <summary>What is written into a scheduler with a task, so that it can be told what the task is: one line of ASCII.</summary>
internal sealed record TaskRecord(string Name, string Profile, string Every, string At, string Command, string Outputs)
{
    private const string TimeForm = "yyyy-MM-ddTHH:mm";

    /// <summary>What is written of a task.</summary>
    public static TaskRecord Of(TaskDefinition task) => new(
        task.Name,
        task.Profile,
        task.Schedule.Every.ToString("c", CultureInfo.InvariantCulture),
        task.Schedule.At.ToString(TimeForm, CultureInfo.InvariantCulture),
        task.Command.ToString(),
        task.Outputs);

    /// <summary>Reads a line; null if it is none of ours.</summary>
    public static TaskRecord? Parse(string line)
    {
        try
        {
            var record = JsonSerializer.Deserialize<TaskRecord>(line);
            return record is { Name: not null, Profile: not null } && record.Schedule is not null ? record : null;
        }
        catch (JsonException)
        {
            // Somebody else's, or edited by hand: it is not a task that we can speak for.
            return null;
        }
    }

    /// <summary>The line.</summary>
    public string ToLine() => JsonSerializer.Serialize(this);

    /// <summary>When the task runs; null if that cannot be read.</summary>
    internal TaskSchedule? Schedule =>
        TimeSpan.TryParseExact(Every, "c", CultureInfo.InvariantCulture, out var every)
        && every > TimeSpan.Zero
        && DateTime.TryParseExact(At, TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            ? TaskSchedule.Restore(every, at)
            : null;

    /// <summary>The task for users, with what its outputs say of its last run.</summary>
    public ContactSyncTask ToTask(SchedulerKind scheduler, TimeZoneInfo zone, string? account, string definition)
    {
        var (lastRun, lastResult) = TaskOutputs.Newest(Outputs);
        var at = Schedule!.At;
        return new ContactSyncTask
        {
            Name = Name,
            Profile = Profile,
            Every = Schedule.Every,
            At = new DateTimeOffset(at, zone.GetUtcOffset(at)),
            RunAs = account,
            Scheduler = scheduler,
            LastRun = lastRun,
            LastResult = lastResult,
            Command = Command,
            Outputs = Outputs,
            Definition = definition,
        };
    }
}
