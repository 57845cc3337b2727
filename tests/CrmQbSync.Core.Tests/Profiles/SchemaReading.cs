using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CrmQbSync.Profiles;

namespace CrmQbSync.Tests.Profiles;

/// <summary>What an editor sees of a profile: YAML by its core schema, checked by ours.</summary>
internal static partial class SchemaReading
{
    private static readonly JsonObject s_schema = JsonNode.Parse(ProfileSchema.Compose())!.AsObject();

    public static IReadOnlyList<string> FaultsOf(string profile) =>
        [.. SchemaValidator.Faults(s_schema, ToJson(YamlReader.Read(profile, new ProfileFaults("profile.yaml"))!))];

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMap map => new JsonObject(map.Entries.Select(entry => KeyValuePair.Create(entry.Key.Text, ToJson(entry.Value)))),
        YamlList list => new JsonArray([.. list.Items.Select(ToJson)]),
        YamlScalar { IsNothing: true } => null,
        YamlScalar { IsPlain: true, Text: "true" or "True" or "TRUE" } => JsonValue.Create(true),
        YamlScalar { IsPlain: true, Text: "false" or "False" or "FALSE" } => JsonValue.Create(false),
        YamlScalar { IsPlain: true } scalar when Integer().IsMatch(scalar.Text) && long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        YamlScalar scalar => JsonValue.Create(scalar.Text),
        _ => throw new NotSupportedException(node.Kind),
    };

    [GeneratedRegex("^[-+]?[0-9]+$")]
    private static partial Regex Integer();
}
