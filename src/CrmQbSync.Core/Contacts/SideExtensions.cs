namespace CrmQbSync.Contacts;

/// <summary>What code that works on either side asks of a side.</summary>
public static class SideExtensions
{
    /// <summary>The other side.</summary>
    public static Side Other(this Side side) => side == Side.Crm ? Side.Qb : Side.Crm;

    /// <summary>The side as the target of a change.</summary>
    public static ChangeTarget AsTarget(this Side side) => side == Side.Crm ? ChangeTarget.Crm : ChangeTarget.Qb;
}
