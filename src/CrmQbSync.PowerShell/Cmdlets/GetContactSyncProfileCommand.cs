using System.Management.Automation;
using CrmQbSync.Completion;
using CrmQbSync.Pipeline;

namespace CrmQbSync.Cmdlets;

/// <summary>Reads a profile, or all that are found in the current folder and under CRMQBSYNC_HOME.</summary>
[Cmdlet(VerbsCommon.Get, "ContactSyncProfile")]
[OutputType(typeof(SyncProfile))]
public sealed class GetContactSyncProfileCommand : ProfileCmdlet
{
    /// <summary>The profile; all that are found, if none is named.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    public ProfileArgument? Profile { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Profile is not null || IsGiven(nameof(Profile)))
            WriteObject(ReadProfile(Profile));
        else
            WriteFound();
    }

    private void WriteFound()
    {
        foreach (var path in Try(() => Store.List(ProfilePaths.CurrentFolder(SessionState)).ToList()))
        {
            SyncProfile profile;
            try
            {
                profile = Store.Read(path);
            }
            catch (SyncException exception)
            {
                WriteError(ErrorRecords.Of(exception, path));
                continue;
            }
            WriteObject(profile);
        }
    }
}
