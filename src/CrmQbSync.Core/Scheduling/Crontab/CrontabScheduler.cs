using System.ComponentModel;
using CrmQbSync.Programs;

namespace CrmQbSync.Scheduling.Crontab;

/// <summary>The user's crontab.</summary>
internal sealed class CrontabScheduler(SystemFacts facts, IProgramRunner programs, TimeProvider clock) : ITaskScheduler
{
    private const string Program = "crontab";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public SchedulerKind Kind => SchedulerKind.Crontab;

    /// <inheritdoc/>
    public bool IsPresent => !facts.IsWindows && facts.FindProgram(Program) is not null;

    /// <inheritdoc/>
    public string Describe(TaskDefinition task) => CrontabText.Lines(task);

    /// <inheritdoc/>
    public async Task RegisterAsync(TaskDefinition task, CancellationToken cancellationToken) =>
        await WriteAsync(CrontabText.With(await ReadAsync(cancellationToken).ConfigureAwait(false), task), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ContactSyncTask>> ListAsync(CancellationToken cancellationToken)
    {
        var crontab = await ReadAsync(cancellationToken).ConfigureAwait(false);
        return [.. CrontabText.Read(crontab).Select(pair => TaskOf(pair.Record, pair.Lines))];
    }

    /// <inheritdoc/>
    public async Task UnregisterAsync(ContactSyncTask task, CancellationToken cancellationToken) =>
        await WriteAsync(CrontabText.Without(await ReadAsync(cancellationToken).ConfigureAwait(false), task.Name), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public string AccountOf(TaskDefinition task) => facts.UserName;

    /// <inheritdoc/>
    public bool ReadsUserSecrets(TaskDefinition task) => true;

    /// <inheritdoc/>
    public IEnumerable<string> Hints(TaskDefinition task) => [];

    private ContactSyncTask TaskOf(TaskRecord record, string lines)
    {
        var next = record.Schedule!.Next(clock.GetLocalNow().DateTime);
        return record.ToTask(Kind, clock.LocalTimeZone, facts.UserName, lines) with { NextRun = new DateTimeOffset(next, clock.LocalTimeZone.GetUtcOffset(next)) };
    }

    private async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        var result = await RunAsync(["-l"], "", cancellationToken).ConfigureAwait(false);
        if (result.ExitCode == 0)
            return result.Output;
        // Every cron has its own words for a user without crontab, but they are these.
        return result.Error.Contains("no crontab", StringComparison.OrdinalIgnoreCase)
            ? ""
            : throw Failed($"The crontab could not be read: {result.Complaint}");
    }

    private async Task WriteAsync(string crontab, CancellationToken cancellationToken)
    {
        var result = await RunAsync(["-"], crontab, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
            throw Failed($"The crontab was not changed: {result.Complaint}");
    }

    private async Task<ProgramResult> RunAsync(string[] arguments, string input, CancellationToken cancellationToken)
    {
        try
        {
            // The words by which an empty crontab is told are looked for in English.
            return await programs.RunAsync(Program, arguments, input, new Dictionary<string, string> { ["LC_ALL"] = "C" }, s_patience, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is Win32Exception or TimeoutException)
        {
            throw Failed($"'{Program}' failed: {exception.Message}", exception);
        }
    }

    private static SyncException Failed(string message, Exception? inner = null) =>
        SchedulerErrors.Failed(message, "Check that cron is installed and that this account may use it (/etc/cron.allow, /etc/cron.deny).", inner);
}
