using System.Management.Automation;
using CrmQbSync.Completion;
using CrmQbSync.Pipeline;

namespace CrmQbSync.Cmdlets;

/// <summary>Takes a profile's task away from the system's scheduler.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "ContactSyncTask", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class UnregisterContactSyncTaskCommand : TaskCmdlet
{
    /// <summary>The profile; its file need not be there any more.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    public ProfileArgument? Profile { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var match = MatchOf(Profile!);
        Run((output, token) => UnregisterAsync(match, output, token));
    }

    private async Task UnregisterAsync(Func<ContactSyncTask, bool> match, CmdletOutput output, CancellationToken cancellationToken)
    {
        var tasks = (await Tasks.ListAsync(cancellationToken).ConfigureAwait(false)).Where(match).ToList();
        if (tasks.Count == 0)
        {
            throw new SyncException(
                SyncErrorId.TaskNotFound, $"No task synchronises with the profile '{Profile}'.", "Get-ContactSyncTask without parameters shows those that there are.")
            {
                Subject = Profile!.ToString(),
            };
        }
        foreach (var task in tasks)
        {
            var what = $"task '{task.Name}' of the profile '{task.Profile}' from {task.Scheduler}";
            if (output.ShouldProcess($"Taking away the {what}", $"Take away the {what}?", "Unregister a task"))
                await Tasks.UnregisterAsync(task, cancellationToken).ConfigureAwait(false);
        }
    }
}
