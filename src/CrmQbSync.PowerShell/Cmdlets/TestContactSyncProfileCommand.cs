using System.Management.Automation;
using CrmQbSync.Pipeline;
using CrmQbSync.Running;

namespace CrmQbSync.Cmdlets;

/// <summary>Checks a profile: its file, the sides, the mapping, the state. One row a check.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ContactSyncProfile")]
[OutputType(typeof(ProfileCheck))]
public sealed class TestContactSyncProfileCommand : PipedProfileCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var path = FindProfile(Profile);
        if (Read(path) is { } profile)
            WriteAll(token => Sync.CheckAsync(profile, token));
    }

    /// <summary>The profile; null if it cannot be used, which is a row: the profiles after it in the pipeline are still checked.</summary>
    private SyncProfile? Read(string path) => Try(() =>
    {
        try
        {
            return ReadProfile(path);
        }
        catch (SyncException exception) when (exception.Id is SyncErrorId.ProfileInvalid or SyncErrorId.SecretMissing)
        {
            WriteObject(new CheckRows(path).Fail(CheckRows.Profile, exception));
            return null;
        }
    });
}
