namespace CrmQbSync.Help;

/// <summary>A parameter, as its code has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type's name, as users write it.</param>
/// <param name="IsSwitch">Whether it takes no value.</param>
/// <param name="Aliases">Other names.</param>
/// <param name="Values">The words that it takes; empty if any.</param>
/// <param name="TakesWildcards">Whether it takes patterns.</param>
/// <param name="Default">What holds without it; null if nothing that can be told in a word.</param>
/// <param name="Uses">How it is used in each set; the key is the set's name.</param>
internal sealed record ParameterFacts(
    string Name,
    string Type,
    bool IsSwitch,
    IReadOnlyList<string> Aliases,
    IReadOnlyList<string> Values,
    bool TakesWildcards,
    string? Default,
    IReadOnlyDictionary<string, ParameterUse> Uses);
