using System.Text.Json.Nodes;
using CrmQbSync.Contacts;

namespace CrmQbSync.Profiles;

/// <summary>Turns the definition of a key into JSON Schema.</summary>
internal static class SchemaNode
{
    private const string Reference = @"\$\{";

    /// <summary>The schema of a key's value.</summary>
    public static JsonObject Of(KeyDefinition definition)
    {
        var schema = definition.Kind switch
        {
            KeyKind.Group => OfGroup(definition),
            KeyKind.Named => OfNamed(definition),
            KeyKind.Connection => OfConnection(definition),
            KeyKind.List => OfList(definition),
            KeyKind.Number => OrReference(definition, new JsonObject { ["type"] = "integer", ["minimum"] = definition.Minimum, ["maximum"] = definition.Maximum }),
            KeyKind.Switch => OrReference(definition, new JsonObject { ["type"] = "boolean" }),
            KeyKind.Choice => OfChoice(definition, definition.Choices),
            _ => OfText(definition),
        };
        if (Default(definition) is { } standard)
            schema["default"] = standard;
        return Under(new JsonObject { ["description"] = definition.Description }, schema);
    }

    /// <summary>A schema's keywords behind those of another, which come first in the file.</summary>
    public static JsonObject Under(JsonObject first, JsonObject schema)
    {
        foreach (var (name, value) in schema.ToList())
        {
            // A node has one parent; it moves from the one to the other.
            schema.Remove(name);
            first[name] = value;
        }
        return first;
    }

    private static JsonValue? Default(KeyDefinition definition) => definition switch
    {
        { Default: null } => null,
        { Kind: KeyKind.Number } => JsonValue.Create(long.Parse(definition.Default, System.Globalization.CultureInfo.InvariantCulture)),
        { Kind: KeyKind.Switch } => JsonValue.Create(definition.Default == "true"),
        _ => JsonValue.Create(definition.Default),
    };

    private static JsonObject OfGroup(KeyDefinition definition) => OfKeys(definition.Keys);

    private static JsonObject OfKeys(IReadOnlyCollection<KeyDefinition> keys)
    {
        var schema = new JsonObject
        {
            // A key with nothing behind it is read as an empty group.
            ["type"] = Words("object", "null"),
            ["properties"] = new JsonObject(keys.Select(key => KeyValuePair.Create<string, JsonNode?>(key.Name, Of(key)))),
            ["additionalProperties"] = false,
        };
        if (keys.Where(key => key.IsRequired).Select(key => key.Name).ToArray() is { Length: > 0 } required)
        {
            schema["type"] = "object";
            schema["required"] = Words(required);
        }
        return schema;
    }

    /// <summary>Groups whose keys the user names are all about fields: the canonical ones are offered, others pass.</summary>
    private static JsonObject OfNamed(KeyDefinition definition) => new()
    {
        ["type"] = Words("object", "null"),
        ["properties"] = new JsonObject(CanonicalFields.All.Select(field => KeyValuePair.Create<string, JsonNode?>(field.Name, Of(definition.Item!)))),
        ["additionalProperties"] = Of(definition.Item!),
        ["maxProperties"] = definition.Maximum,
    };

    private static JsonObject OfConnection(KeyDefinition definition)
    {
        var names = definition.Types.Select(type => type.Name).ToArray();
        var cases = definition.Types.Select(type =>
        {
            var keys = OfKeys(type.Keys);
            ((JsonObject)keys["properties"]!)["type"] = new JsonObject();
            return (JsonNode)new JsonObject
            {
                ["if"] = new JsonObject
                {
                    ["properties"] = new JsonObject { ["type"] = new JsonObject { ["type"] = "string", ["pattern"] = AnyCase(type.Name) } },
                    ["required"] = Words("type"),
                },
                ["then"] = Under(new JsonObject { ["description"] = type.Description }, keys),
            };
        });
        var kind = definition.Types[0].Keys.Single(key => key.Name == "type");
        var typeSchema = Under(new JsonObject { ["description"] = kind.Description }, OfChoice(kind, names));
        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["type"] = typeSchema },
            ["required"] = Words("type"),
            ["allOf"] = new JsonArray([.. cases]),
        };
    }

    private static JsonObject OfList(KeyDefinition definition)
    {
        var list = new JsonObject
        {
            ["type"] = "array",
            ["items"] = Of(definition.Item!),
            ["minItems"] = definition.Minimum,
            ["maxItems"] = definition.Maximum,
        };
        return definition.TakesSingle ? new JsonObject { ["anyOf"] = new JsonArray(list, Of(definition.Item!)) } : list;
    }

    /// <summary>The words as they are offered; written in any other case they pass as well.</summary>
    private static JsonObject OfChoice(KeyDefinition definition, IReadOnlyCollection<string> words)
    {
        var patterns = $"^(?:{string.Join('|', words.Select(word => AnyCase(word)[1..^1]))})$";
        return new JsonObject
        {
            ["anyOf"] = new JsonArray(
                new JsonObject { ["enum"] = Words([.. words]) },
                new JsonObject { ["type"] = "string", ["pattern"] = definition.References == ReferenceUse.None ? patterns : $"{patterns}|{Reference}" }),
        };
    }

    private static JsonObject OrReference(KeyDefinition definition, JsonObject schema) =>
        definition.References == ReferenceUse.None
            ? schema
            : new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "string", ["pattern"] = Reference }) };

    private static JsonObject OfText(KeyDefinition definition) => definition.References switch
    {
        ReferenceUse.Required => new JsonObject { ["type"] = "string", ["pattern"] = @"^(?:\$\{(?:env|secret):[^}]+\})+$" },
        ReferenceUse.OneSecret => new JsonObject { ["type"] = "string", ["pattern"] = @"^\$\{secret:[^}]+\}$" },
        _ => OfOpenText(definition),
    };

    // Lengths are those of the value, not of the reference that stands for it: where there may be one, they are the reader's to check.
    private static JsonObject OfOpenText(KeyDefinition definition)
    {
        var schema = new JsonObject();
        // YAML takes 1000 and yes for something else than text; the reader takes what is written.
        schema["type"] = definition.Rule?.Pattern is null or TextRules.Digits ? Words("string", "number", "boolean") : "string";
        if (definition.Minimum > 0)
            schema["minLength"] = definition.Minimum;
        if (definition.Rule?.Pattern is { } pattern)
            schema["pattern"] = definition.References == ReferenceUse.None ? pattern : $"{pattern}|{Reference}";
        if (definition.References == ReferenceUse.None)
            schema["maxLength"] = definition.Maximum;
        return schema;
    }

    private static string AnyCase(string word) =>
        $"^{string.Concat(word.Select(letter => char.IsAsciiLetter(letter) ? $"[{char.ToUpperInvariant(letter)}{char.ToLowerInvariant(letter)}]" : letter.ToString()))}$";

    private static JsonArray Words(params string[] words) => new([.. words.Select(word => (JsonNode)word)]);
}
