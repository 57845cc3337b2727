using System.Management.Automation;
using CrmQbSync.Pipeline;

namespace CrmQbSync.Cmdlets;

/// <summary>Checks a profile: its file, the sides, the mapping, the state. One row a check.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ContactSyncProfile")]
[OutputType(typeof(ProfileCheck))]
public sealed class TestContactSyncProfileCommand : PipedProfileCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var profile = ReadProfile(Profile);
        WriteAll(token => Sync.CheckAsync(profile, token));
    }
}
