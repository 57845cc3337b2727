using System.Management.Automation;

namespace CrmQbSync.Cmdlets;

/// <summary>Shows the fields that wait for a decision.</summary>
[Cmdlet(VerbsCommon.Get, "ContactConflict")]
[OutputType(typeof(ContactConflict))]
public sealed class GetContactConflictCommand : PipedProfileCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var profile = ReadProfile(Profile);
        WriteAll(token => Sync.GetConflictsAsync(profile, token));
    }
}
