using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CrmQbSync.Tests.Profiles;

/// <summary>
/// Validates by JSON Schema (2020-12), as far as the profile's schema goes: a keyword that it does not know fails the test instead of being passed over.
/// </summary>
internal static class SchemaValidator
{
    private static readonly HashSet<string> s_annotations = ["$schema", "title", "description", "default"];

    public static IEnumerable<string> Faults(JsonObject schema, JsonNode? value, string at = "")
    {
        foreach (var (keyword, content) in schema)
        {
            if (s_annotations.Contains(keyword) || keyword is "then")
                continue;
            foreach (var fault in Check(schema, keyword, content!, value, at))
                yield return fault;
        }
    }

    private static IEnumerable<string> Check(JsonObject schema, string keyword, JsonNode content, JsonNode? value, string at) => keyword switch
    {
        "type" => Types(content).Any(type => Is(type, value)) ? [] : [$"{at}: not {content.ToJsonString()}"],
        "enum" => content.AsArray().Any(word => JsonNode.DeepEquals(word, value)) ? [] : [$"{at}: none of {content.ToJsonString()}"],
        "pattern" => value is not JsonValue text || !text.TryGetValue<string>(out var read) || Regex.IsMatch(read, content.GetValue<string>(), RegexOptions.ECMAScript) ? [] : [$"{at}: no match of {content}"],
        "minLength" => value is JsonValue text && text.TryGetValue<string>(out var read) && read.Length < content.GetValue<long>() ? [$"{at}: too short"] : [],
        "maxLength" => value is JsonValue text && text.TryGetValue<string>(out var read) && read.Length > content.GetValue<long>() ? [$"{at}: too long"] : [],
        "minimum" => value is JsonValue number && number.TryGetValue<long>(out var read) && read < content.GetValue<long>() ? [$"{at}: too little"] : [],
        "maximum" => value is JsonValue number && number.TryGetValue<long>(out var read) && read > content.GetValue<long>() ? [$"{at}: too great"] : [],
        "minItems" => value is JsonArray list && list.Count < content.GetValue<long>() ? [$"{at}: too few"] : [],
        "maxItems" => value is JsonArray list && list.Count > content.GetValue<long>() ? [$"{at}: too many"] : [],
        "maxProperties" => value is JsonObject map && map.Count > content.GetValue<long>() ? [$"{at}: too many keys"] : [],
        "required" => value is JsonObject map ? content.AsArray().Select(name => name!.GetValue<string>()).Where(name => !map.ContainsKey(name)).Select(name => $"{at}: {name} is missing") : [],
        "items" => value is JsonArray list ? list.SelectMany((item, index) => Faults(content.AsObject(), item, $"{at}[{index}]")) : [],
        "properties" => value is JsonObject map ? map.Where(pair => content.AsObject().ContainsKey(pair.Key)).SelectMany(pair => Faults(content[pair.Key]!.AsObject(), pair.Value, $"{at}.{pair.Key}")) : [],
        "additionalProperties" => value is JsonObject map ? map.Where(pair => !schema["properties"]!.AsObject().ContainsKey(pair.Key)).SelectMany(pair => Additional(content, pair.Value, $"{at}.{pair.Key}")) : [],
        "anyOf" => content.AsArray().Any(choice => !Faults(choice!.AsObject(), value, at).Any()) ? [] : [$"{at}: fits nothing that may stand here"],
        "allOf" => content.AsArray().SelectMany(part => Faults(part!.AsObject(), value, at)),
        "if" => Faults(content.AsObject(), value, at).Any() ? [] : Faults(schema["then"]!.AsObject(), value, at),
        _ => throw new NotSupportedException($"{at}: the keyword {keyword}"),
    };

    private static IEnumerable<string> Additional(JsonNode content, JsonNode? value, string at) =>
        content is JsonObject schema ? Faults(schema, value, at) : content.GetValue<bool>() ? [] : [$"{at}: no such key"];

    private static IEnumerable<string> Types(JsonNode content) =>
        content is JsonArray list ? list.Select(type => type!.GetValue<string>()) : [content.GetValue<string>()];

    private static bool Is(string type, JsonNode? value) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value is JsonValue text && text.TryGetValue<string>(out _),
        "boolean" => value is JsonValue flag && flag.TryGetValue<bool>(out _),
        "integer" or "number" => value is JsonValue number && number.TryGetValue<long>(out _),
        _ => throw new NotSupportedException(type),
    };
}
