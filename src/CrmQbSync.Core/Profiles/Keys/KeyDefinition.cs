using System.Collections.Immutable;

namespace CrmQbSync.Profiles;

/// <summary>
/// One key of a profile: all that the reader checks and all that a schema, a help topic or an editor has to know of it.
/// </summary>
/// <param name="Name">The key; empty for the items of a list and the values of a <see cref="KeyKind.Named"/> group.</param>
/// <param name="Kind">What its value is.</param>
/// <param name="Description">What it is for, in a sentence.</param>
internal sealed record KeyDefinition(string Name, KeyKind Kind, string Description)
{
    /// <summary>Whether it has to be there.</summary>
    public bool IsRequired { get; init; }

    /// <summary>What holds without it; null if that needs words.</summary>
    public string? Default { get; init; }

    /// <summary>Which references it takes.</summary>
    public ReferenceUse References { get; init; } = ReferenceUse.Environment;

    /// <summary>The least number, length or count.</summary>
    public long Minimum { get; init; } = 1;

    /// <summary>The greatest number, length or count.</summary>
    public long Maximum { get; init; } = 200;

    /// <summary>The words that a <see cref="KeyKind.Choice"/> takes, without regard to case.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>The keys of a group.</summary>
    public ImmutableArray<KeyDefinition> Keys { get; init; } = [];

    /// <summary>What the items of a list, or the values of a named group, are.</summary>
    public KeyDefinition? Item { get; init; }

    /// <summary>Whether a list may be a single value.</summary>
    public bool TakesSingle { get; init; }

    /// <summary>The connections that may stand here, each a group named after its type.</summary>
    public ImmutableArray<KeyDefinition> Types { get; init; } = [];

    /// <summary>What a text has to be beyond its length; null if anything goes.</summary>
    public TextRule? Rule { get; init; }

    /// <summary>Whether messages may show what is written there.</summary>
    public bool IsShown => References is ReferenceUse.None or ReferenceUse.Environment;

    /// <summary>What would be right where no value stands: <paramref name="right"/>, or to leave out a key that may be left out.</summary>
    public string OrNone(string right) => IsRequired ? right : $"{right}, or no such line at all";
}
