using System.Management.Automation;
using CrmQbSync.Completion;

namespace CrmQbSync.Cmdlets;

/// <summary>Lists the tasks that synchronise by schedule, with their last result and next run.</summary>
[Cmdlet(VerbsCommon.Get, "ContactSyncTask")]
[OutputType(typeof(ContactSyncTask))]
public sealed class GetContactSyncTaskCommand : TaskCmdlet
{
    /// <summary>The profile; the tasks of all profiles, if none is named.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    public ProfileArgument? Profile { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var match = Profile is null ? null : MatchOf(Profile);
        Run(async (output, token) =>
        {
            foreach (var task in await Tasks.ListAsync(token).ConfigureAwait(false))
            {
                if (match is null || match(task))
                    output.Write(task);
            }
        });
    }
}
