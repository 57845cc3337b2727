using System.Management.Automation;

namespace CrmQbSync.Cmdlets;

/// <summary>Signs in to QuickBooks and puts the refresh token into the secret store.</summary>
[Cmdlet(VerbsCommunications.Connect, "QbAccount", SupportsShouldProcess = true, DefaultParameterSetName = ByBrowser)]
[OutputType(typeof(AccountInfo))]
public sealed class ConnectQbAccountCommand : ConnectAccountCmdlet
{
    /// <summary>The company's ID that came with the authorization code.</summary>
    [Parameter(ParameterSetName = ByCode)]
    [ValidateNotNullOrEmpty]
    public string? RealmId { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Connect(Side.Qb, RealmId);
}
