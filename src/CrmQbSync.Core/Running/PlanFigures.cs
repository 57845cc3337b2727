namespace CrmQbSync.Running;

/// <summary>How much a plan would write.</summary>
public sealed record PlanFigures
{
    /// <summary>Contacts to be created.</summary>
    public int CrmCreates { get; init; }

    /// <summary>Contacts to be updated.</summary>
    public int CrmUpdates { get; init; }

    /// <summary>Contacts to be deleted.</summary>
    public int CrmDeletes { get; init; }

    /// <summary>Customers to be created.</summary>
    public int QbCreates { get; init; }

    /// <summary>Customers to be updated.</summary>
    public int QbUpdates { get; init; }

    /// <summary>Customers to be deleted or made inactive.</summary>
    public int QbDeletes { get; init; }

    /// <summary>Pairs to be linked.</summary>
    public int Links { get; init; }

    /// <summary>Whether no record would be written.</summary>
    public bool WritesNothing => CrmCreates + CrmUpdates + CrmDeletes + QbCreates + QbUpdates + QbDeletes == 0;

    /// <inheritdoc/>
    public override string ToString() =>
        $"CRM: {CrmCreates} to create, {CrmUpdates} to update, {CrmDeletes} to delete; QuickBooks: {QbCreates} to create, {QbUpdates} to update, {QbDeletes} to delete; {Links} to link";
}
