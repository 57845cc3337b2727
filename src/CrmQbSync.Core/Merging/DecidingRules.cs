namespace CrmQbSync.Merging;

/// <summary>Which rule the recorded reason of a field change speaks of.</summary>
internal static class DecidingRules
{
    private static readonly (string Words, DecidingRule Rule)[] s_words =
    [
        ("undo", DecidingRule.Undo),
        (FieldReasons.ReplacesMadeUpLastName, DecidingRule.MadeUpLastName),
        ("needs a last name", DecidingRule.MadeUpLastName),
        ("new record", DecidingRule.NewRecord),
        ("decided by a person", DecidingRule.Decision),
        ("deleted on the other side", DecidingRule.Deletion),
        ("is the source", DecidingRule.OneWay),
        ("has priority", DecidingRule.Priority),
        ("is newer", DecidingRule.Priority),
        ("changed in", DecidingRule.ChangedOnOneSide),
        ("blank in", DecidingRule.BlankFilled),
        ("cleared in", DecidingRule.Clearing),
    ];

    /// <summary>The rule; None where nothing was recorded.</summary>
    public static DecidingRule Of(string? why) => why is null
        ? DecidingRule.None
        : s_words.FirstOrDefault(known => why.Contains(known.Words, StringComparison.Ordinal)).Rule;
}
