using System.Management.Automation;
using CrmQbSync.Pipeline;
using CrmQbSync.Scheduling;

namespace CrmQbSync.Cmdlets;

/// <summary>Registers a task with the system's scheduler that synchronises every so often with nobody there.</summary>
[Cmdlet(VerbsLifecycle.Register, "ContactSyncTask", SupportsShouldProcess = true)]
[OutputType(typeof(ContactSyncTask))]
public sealed class RegisterContactSyncTaskCommand : PipedProfileCmdlet
{
    private const string Script = "CrmQbSync.Task.ps1";

    /// <summary>How often: a time that divides a day evenly, such as 00:15, a day or a week.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public TimeSpan Every { get; set; }

    /// <summary>A time at which it runs, which the others follow from; the next minute, if none is given.</summary>
    [Parameter]
    public DateTime? At { get; set; }

    /// <summary>The account that it runs as, on Windows: a credential, or the name of a group managed service account.</summary>
    [Parameter]
    public AccountArgument? RunAs { get; set; }

    /// <summary>The scheduler, where a machine has more than one.</summary>
    [Parameter]
    public SchedulerKind? Scheduler { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var profile = ReadProfile(Profile);
        var module = Path.GetDirectoryName(Path.GetDirectoryName(typeof(RegisterContactSyncTaskCommand).Assembly.Location))!;
        var request = new TaskRequest
        {
            Every = Every,
            At = At,
            RunAs = RunAs?.Account,
            Scheduler = Scheduler,
            Script = Path.Combine(module, Script),
        };
        Run((output, token) => RegisterAsync(profile, request, output, token));
    }

    private async Task RegisterAsync(SyncProfile profile, TaskRequest request, CmdletOutput output, CancellationToken cancellationToken)
    {
        var planned = await Tasks.PlanAsync(profile, request, cancellationToken).ConfigureAwait(false);
        foreach (var warning in planned.Warnings)
            output.Warning(warning);
        var what = $"task '{planned.Task.Name}' with {planned.Task.Scheduler}";
        if (output.ShouldProcess($"Registering the {what}:\n{planned.Task.Definition}", $"Register the {what}?", "Register a task"))
            output.Write(await Tasks.RegisterAsync(planned, cancellationToken).ConfigureAwait(false));
        else if (IsWhatIf)
            output.Write(planned.Task);
    }
}
