namespace CrmQbSync.Merging;

/// <summary>One field of a pair: how it stands on both sides and how it stood.</summary>
/// <param name="Crm">The CRM's value; null if blank.</param>
/// <param name="Qb">QuickBooks' value; null if blank.</param>
/// <param name="HasBase">Whether the field has a base.</param>
/// <param name="CrmBase">The CRM's base; null if blank.</param>
/// <param name="QbBase">QuickBooks' base; null if blank.</param>
/// <param name="CrmCleared">Whether a clearing in the CRM is remembered.</param>
/// <param name="QbCleared">Whether a clearing in QuickBooks is remembered.</param>
/// <param name="CrmMadeUp">Whether the CRM's value is a made-up last name, which counts as blank (rule 6.3).</param>
/// <param name="Reconsidered">Whether it is decided anew even if neither side changed (rule 5.4).</param>
public readonly record struct FieldValues(
    string? Crm, string? Qb, bool HasBase, string? CrmBase, string? QbBase, bool CrmCleared, bool QbCleared, bool CrmMadeUp, bool Reconsidered)
{
    /// <summary>The value of a side.</summary>
    public string? On(Side side) => side == Side.Crm ? Crm : Qb;

    /// <summary>The base of a side.</summary>
    public string? BaseOn(Side side) => side == Side.Crm ? CrmBase : QbBase;

    /// <summary>Whether a clearing on a side is remembered.</summary>
    public bool ClearedOn(Side side) => side == Side.Crm ? CrmCleared : QbCleared;
}
