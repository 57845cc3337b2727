using System.Management.Automation;

namespace CrmQbSync.Cmdlets;

/// <summary>Ends the sign-in to the CRM at the service, and forgets its tokens here.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "CrmAccount", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class DisconnectCrmAccountCommand : DisconnectAccountCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => Disconnect(Side.Crm);
}
