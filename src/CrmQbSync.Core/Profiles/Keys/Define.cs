namespace CrmQbSync.Profiles;

/// <summary>Short words for the usual kinds of keys.</summary>
internal static class Define
{
    /// <summary>A group of keys.</summary>
    public static KeyDefinition Group(string name, string description, params KeyDefinition[] keys) =>
        new(name, KeyKind.Group, description) { Keys = [.. keys] };

    /// <summary>true or false; false by default.</summary>
    public static KeyDefinition Switch(string name, string description) => new(name, KeyKind.Switch, description) { Default = "false" };

    /// <summary>A number with its bounds.</summary>
    public static KeyDefinition Number(string name, string description, long minimum, long maximum, long? standard) =>
        new(name, KeyKind.Number, description) { Minimum = minimum, Maximum = maximum, Default = standard?.ToInvariant() };

    /// <summary>The members of an enumeration.</summary>
    public static KeyDefinition Choice<T>(string name, string description)
        where T : struct, Enum =>
        new(name, KeyKind.Choice, description) { Choices = [.. Enum.GetNames<T>()] };

    /// <summary>The members of an enumeration, and which holds without the key.</summary>
    public static KeyDefinition Choice<T>(string name, string description, T standard)
        where T : struct, Enum =>
        Choice<T>(name, description) with { Default = standard.ToString() };

    /// <summary>A text that may hold references, secrets too.</summary>
    public static KeyDefinition Text(string name, string description, TextRule? rule = null) =>
        new(name, KeyKind.Text, description) { References = ReferenceUse.Any, Rule = rule };

    /// <summary>A setting that only references may stand in.</summary>
    public static KeyDefinition Secret(string name, string description) =>
        new(name, KeyKind.Text, description) { References = ReferenceUse.Required, Maximum = 500 };

    /// <summary>An address; a token may be part of it, so messages do not show it.</summary>
    public static KeyDefinition Address(string name, string description, TextRule rule) =>
        Text(name, description, rule) with { Maximum = 2000 };
}
