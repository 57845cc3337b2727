namespace CrmQbSync.Contacts;

/// <summary>How one field is synchronised.</summary>
/// <param name="Field">The field.</param>
/// <param name="CrmName">The CRM's own name of it; null for the connection's default.</param>
/// <param name="QbName">QuickBooks' own name of it; null for the connection's default.</param>
/// <param name="Direction">Which way it may flow, before the mode cuts that down.</param>
/// <param name="Priority">Its own priority; null for the run's.</param>
public sealed record FieldRule(
    ContactField Field,
    string? CrmName = null,
    string? QbName = null,
    FieldDirection Direction = FieldDirection.Both,
    SyncPriority? Priority = null)
{
    /// <summary>The name on a side; null for the connection's default.</summary>
    public string? NameOn(Side side) => side == Side.Crm ? CrmName : QbName;
}
