using System.Text;
using CrmQbSync.Profiles;

namespace CrmQbSync.Help;

/// <summary>The reference of the profile's keys.</summary>
internal static class KeyReference
{
    /// <summary>A line or two a key, in the order of the profile, as Markdown.</summary>
    public static string Compose()
    {
        var text = new StringBuilder();
        foreach (var key in ProfileKeys.Root.Keys)
            Write(text, key, key.Name);
        return text.ToString();
    }

    private static void Write(StringBuilder text, KeyDefinition key, string path)
    {
        text.Append("### ").Append(path).Append("\n\n").Append(key.Description).Append(' ').Append(Takes(key));
        if (key.IsRequired)
            text.Append(" Required.");
        if (key.Default is { Length: > 0 } standard)
            text.Append(" Default: ").Append(standard).Append('.');
        text.Append(References(key)).Append("\n\n");
        foreach (var child in key.Keys)
            Write(text, child, $"{path}.{child.Name}");
        foreach (var child in key.Item?.Keys ?? [])
            Write(text, child, $"{path}.FIELD.{child.Name}");
        foreach (var type in key.Types)
        {
            text.Append("### ").Append(path).Append(" (type: ").Append(type.Name).Append(")\n\n").Append(type.Description).Append("\n\n");
            foreach (var child in type.Keys.Where(child => child.Name != "type"))
                Write(text, child, $"{path}.{child.Name}");
        }
    }

    private static string Takes(KeyDefinition key) => key.Kind switch
    {
        KeyKind.Number => $"A whole number from {key.Minimum} to {key.Maximum}.",
        KeyKind.Switch => "true or false.",
        KeyKind.Choice => $"One of {string.Join(", ", key.Choices)}.",
        KeyKind.Path => "The path of a file.",
        KeyKind.List when key.Item is { Kind: KeyKind.Choice } item => $"{(key.TakesSingle ? "One, or a list, of" : "A list of")} {string.Join(", ", item.Choices)}.",
        KeyKind.List => key.TakesSingle ? "A value, or a list of values." : "A list of values.",
        KeyKind.Group => "A group of keys:",
        KeyKind.Named => "A group of lines, one a field.",
        KeyKind.Connection => $"A group of keys; its type is one of {string.Join(", ", key.Types.Select(type => type.Name))}.",
        _ => key.Rule is { } rule ? $"Text: {rule.Right}." : "Text.",
    };

    private static string References(KeyDefinition key) => (key.Kind, key.References) switch
    {
        (KeyKind.Group or KeyKind.Named or KeyKind.Connection or KeyKind.List, _) => "",
        (_, ReferenceUse.Any) => " May hold ${env:NAME} and ${secret:NAME}.",
        (_, ReferenceUse.Required) => " Only references may stand here: ${secret:NAME} or ${env:NAME}.",
        (_, ReferenceUse.OneSecret) => " Only one ${secret:NAME} may stand here.",
        _ => "",
    };
}
