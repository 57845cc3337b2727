namespace CrmQbSync.Merging;

/// <summary>One field of a pair, looked at alone.</summary>
/// <param name="Values">How it stands and stood. A made-up last name counts as blank.</param>
/// <param name="Decision">What the rules decide; a person's decision comes before it.</param>
/// <param name="Merge">What comes of it: the writes, the conflict, what cannot be written.</param>
internal readonly record struct FieldStanding(FieldValues Values, FieldDecision Decision, PairMerge Merge);
