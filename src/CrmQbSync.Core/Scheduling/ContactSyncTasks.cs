using System.Collections.Immutable;
using CrmQbSync.Contacts;
using CrmQbSync.Programs;
using CrmQbSync.Scheduling.Crontab;
using CrmQbSync.Scheduling.Systemd;
using CrmQbSync.Scheduling.Windows;

namespace CrmQbSync.Scheduling;

/// <summary>The tasks of this machine's schedulers.</summary>
internal sealed class ContactSyncTasks : IContactSyncTasks
{
    private readonly SystemFacts _facts;
    private readonly TimeProvider _clock;
    private readonly ImmutableArray<ITaskScheduler> _schedulers;

    private readonly TaskSecrets _secrets;

    public ContactSyncTasks(SystemFacts facts, IReadOnlyList<ITaskScheduler> schedulers, TaskSecrets secrets, TimeProvider clock)
    {
        _facts = facts;
        _clock = clock;
        _secrets = secrets;
        _schedulers = [.. schedulers];
    }

    /// <summary>The schedulers that this version knows, those first that are preferred where a machine has several.</summary>
    public static IReadOnlyList<ITaskScheduler> SchedulersOf(SystemFacts facts, IProgramRunner programs, TimeProvider clock)
    {
        ITaskScheduler[] windows = OperatingSystem.IsWindows() ? [new WindowsTaskScheduler(facts)] : [];
        return [.. windows, new SystemdScheduler(facts, programs, clock), new CrontabScheduler(facts, programs, clock)];
    }

    /// <inheritdoc/>
    public async Task<PlannedTask> PlanAsync(SyncProfile profile, TaskRequest request, CancellationToken cancellationToken)
    {
        var schedule = TaskSchedule.Create(request.Every, request.At, _clock.GetLocalNow().DateTime);
        var scheduler = Choose(request.Scheduler);
        if (request.RunAs is not null && scheduler.Kind != SchedulerKind.TaskScheduler)
            throw SchedulerErrors.NoRunAs(scheduler.Kind);
        var outputs = TaskOutputs.FolderOf(profile);
        var definition = new TaskDefinition
        {
            ProfileName = profile.Name,
            Profile = profile.Path,
            Schedule = schedule,
            Command = new TaskHost(_facts).CommandFor(request.Script, profile.Path, outputs),
            Outputs = outputs,
            RunAs = request.RunAs,
        };
        var described = scheduler.Describe(definition);
        var account = scheduler.AccountOf(definition);
        var secrets = await _secrets.CheckAsync(profile, account, scheduler.ReadsUserSecrets(definition), cancellationToken).ConfigureAwait(false);
        var task = TaskRecord.Of(definition).ToTask(scheduler.Kind, _clock.LocalTimeZone, account, described) with
        {
            NextRun = new DateTimeOffset(schedule.At, _clock.LocalTimeZone.GetUtcOffset(schedule.At)),
        };
        return new PlannedTask(profile, scheduler, definition, task, [.. Warnings(profile), .. secrets, .. scheduler.Hints(definition)]);
    }

    /// <inheritdoc/>
    public async Task<ContactSyncTask> RegisterAsync(PlannedTask planned, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(planned);
        if (planned.Definition.RunAs is { } account)
            await _secrets.AllowAsync(planned.Profile, account.Name, cancellationToken).ConfigureAwait(false);
        await planned.Scheduler.RegisterAsync(planned.Definition, cancellationToken).ConfigureAwait(false);
        var tasks = await planned.Scheduler.ListAsync(cancellationToken).ConfigureAwait(false);
        return tasks.FirstOrDefault(task => task.Name == planned.Definition.Name) ?? throw SchedulerErrors.Failed(
            $"The task '{planned.Definition.Name}' was registered with {planned.Scheduler.Kind}, which does not show it.", "Look at the scheduler's own list of tasks.");
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ContactSyncTask>> ListAsync(CancellationToken cancellationToken)
    {
        var tasks = new List<ContactSyncTask>();
        foreach (var scheduler in _schedulers.Where(scheduler => scheduler.IsPresent))
            tasks.AddRange(await scheduler.ListAsync(cancellationToken).ConfigureAwait(false));
        return [.. tasks.OrderBy(task => task.Profile, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public Task UnregisterAsync(ContactSyncTask task, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        return _schedulers.Single(scheduler => scheduler.Kind == task.Scheduler).UnregisterAsync(task, cancellationToken);
    }

    private ITaskScheduler Choose(SchedulerKind? kind)
    {
        if (_schedulers.FirstOrDefault(scheduler => scheduler.IsPresent && (kind is null || scheduler.Kind == kind)) is { } found)
            return found;
        throw SchedulerErrors.Failed(
            kind is null
                ? "This machine has no scheduler that is known here: neither the Task Scheduler, nor systemd, nor crontab."
                : $"This machine does not have the scheduler {kind}.",
            "Install cron, or run 'Invoke-ContactSync -Trigger Scheduled' from the scheduler that there is.");
    }

    private static IEnumerable<string> Warnings(SyncProfile profile)
    {
        if (profile.TransferAllWhenNoneSelected && profile.Deletions == DeletionsPolicy.Hold)
        {
            yield return "The profile sets selection.transferAllWhenNoneSelected: true with deletions: Hold. Each scheduled run then creates anew what people deleted on one side. "
                + "Set transferAllWhenNoneSelected: false, or deletions: Propagate.";
        }
        if (profile.VariableNames.Length > 0)
        {
            var names = string.Join(", ", profile.VariableNames);
            yield return $"The profile takes the variables {names} from the environment. Scheduled runs find them only where they are set for the account itself, not just in this session.";
        }
    }
}
