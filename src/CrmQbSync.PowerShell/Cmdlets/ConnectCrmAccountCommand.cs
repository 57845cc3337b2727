using System.Management.Automation;

namespace CrmQbSync.Cmdlets;

/// <summary>Signs in to the CRM and puts the refresh token into the secret store.</summary>
[Cmdlet(VerbsCommunications.Connect, "CrmAccount", SupportsShouldProcess = true, DefaultParameterSetName = ByBrowser)]
[OutputType(typeof(AccountInfo))]
public sealed class ConnectCrmAccountCommand : ConnectAccountCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => Connect(Side.Crm, realmId: null);
}
