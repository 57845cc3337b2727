namespace CrmQbSync.Profiles;

/// <summary>What a text has to be.</summary>
/// <param name="Right">What would be right, for messages: "an absolute http or https address".</param>
/// <param name="Wrong">What is wrong with a text; null if nothing is. It must not repeat the text, which may come from a variable.</param>
internal sealed record TextRule(string Right, Func<string, string?> Wrong)
{
    /// <summary>A regular expression (ECMA 262) that every right text matches, for editors; null if none says more than that it is a text.</summary>
    public string? Pattern { get; init; }
}
