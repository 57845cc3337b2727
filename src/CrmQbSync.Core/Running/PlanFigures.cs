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

    /// <summary>The figures of changes that are all that would be written.</summary>
    public static PlanFigures Of(IEnumerable<ContactChange> changes)
    {
        var counts = changes.GroupBy(change => (change.Action, change.Target)).ToDictionary(group => group.Key, group => group.Count());
        int Count(ChangeAction action, ChangeTarget target) => counts.GetValueOrDefault((action, target));
        return new PlanFigures
        {
            CrmCreates = Count(ChangeAction.Create, ChangeTarget.Crm),
            CrmUpdates = Count(ChangeAction.Update, ChangeTarget.Crm),
            CrmDeletes = Count(ChangeAction.Delete, ChangeTarget.Crm),
            QbCreates = Count(ChangeAction.Create, ChangeTarget.Qb),
            QbUpdates = Count(ChangeAction.Update, ChangeTarget.Qb),
            QbDeletes = Count(ChangeAction.Delete, ChangeTarget.Qb),
        };
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"CRM: {CrmCreates} to create, {CrmUpdates} to update, {CrmDeletes} to delete; QuickBooks: {QbCreates} to create, {QbUpdates} to update, {QbDeletes} to delete; {Links} to link";
}
