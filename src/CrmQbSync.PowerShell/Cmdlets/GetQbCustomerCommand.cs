using System.Management.Automation;

namespace CrmQbSync.Cmdlets;

/// <summary>Reads the customers of QuickBooks.</summary>
[Cmdlet(VerbsCommon.Get, "QbCustomer")]
[OutputType(typeof(Contact))]
public sealed class GetQbCustomerCommand : ReadContactsCmdlet
{
    /// <summary>Inactive customers too.</summary>
    [Parameter]
    public SwitchParameter IncludeInactive { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Read(Side.Qb, IncludeInactive);
}
