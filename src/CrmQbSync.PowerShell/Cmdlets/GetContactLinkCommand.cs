using System.Management.Automation;

namespace CrmQbSync.Cmdlets;

/// <summary>Shows who is linked to whom.</summary>
[Cmdlet(VerbsCommon.Get, "ContactLink")]
[OutputType(typeof(ContactLink))]
public sealed class GetContactLinkCommand : LinkSelectionCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var profile = ReadProfile(Profile);
        var selection = IsSelective ? Selection() : null;
        if (selection is { IsEmpty: true })
            WarnNothingSelected("no link is shown");
        else
            WriteAll(token => Sync.GetLinksAsync(profile, selection, token));
    }
}
