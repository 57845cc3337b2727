namespace CrmQbSync.Merging;

/// <summary>What was decided about one field.</summary>
/// <param name="Verdict">What happens.</param>
/// <param name="Why">In a few words, why; null where nothing happens.</param>
/// <param name="Settled">Whether the values that stand at the end become the field's base: it agrees, or was decided with both directions open.</param>
/// <param name="CrmCleared">Whether a clearing in the CRM is to be remembered.</param>
/// <param name="QbCleared">Whether a clearing in QuickBooks is to be remembered.</param>
public readonly record struct FieldDecision(FieldVerdict Verdict, string? Why, bool Settled, bool CrmCleared = false, bool QbCleared = false);
