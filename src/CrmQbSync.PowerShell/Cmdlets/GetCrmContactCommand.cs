using System.Management.Automation;

namespace CrmQbSync.Cmdlets;

/// <summary>Reads the contacts of the CRM.</summary>
[Cmdlet(VerbsCommon.Get, "CrmContact")]
[OutputType(typeof(Contact))]
public sealed class GetCrmContactCommand : ReadContactsCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => Read(Side.Crm, includeInactive: false);
}
