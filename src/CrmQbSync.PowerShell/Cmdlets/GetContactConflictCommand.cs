using System.Management.Automation;

namespace CrmQbSync.Cmdlets;

/// <summary>x</summary>
[Cmdlet(VerbsCommon.Get, "ContactConflict")]
public sealed class GetContactConflictCommand : PSCmdlet
{
    /// <summary>x</summary>
    protected override void EndProcessing() => WriteObject(new ContactConflict());
}
