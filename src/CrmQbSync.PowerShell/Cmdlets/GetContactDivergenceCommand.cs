using System.Management.Automation;

namespace CrmQbSync.Cmdlets;

/// <summary>Shows what differs in linked pairs though no run would write it, since when, and why.</summary>
[Cmdlet(VerbsCommon.Get, "ContactDivergence")]
[OutputType(typeof(ContactDivergence))]
public sealed class GetContactDivergenceCommand : PipedProfileCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var profile = ReadProfile(Profile);
        WriteAll(token => Sync.GetDivergencesAsync(profile, token));
    }
}
