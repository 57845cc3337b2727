using System.Management.Automation;

namespace CrmQbSync.Cmdlets;

/// <summary>Ends the sign-in to QuickBooks at the service, and forgets its tokens here.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "QbAccount", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class DisconnectQbAccountCommand : DisconnectAccountCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => Disconnect(Side.Qb);
}
