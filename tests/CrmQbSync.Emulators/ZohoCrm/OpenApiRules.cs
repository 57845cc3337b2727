using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>Zoho's own description of its API, where a copy lies beside the checkout: every request that the emulator gets is held against it.</summary>
internal sealed class OpenApiRules
{
    private static readonly Lazy<OpenApiRules?> s_found = new(Load);

    // What Zoho's pages describe and the file leaves out (see the fact sheet beside it).
    private static readonly (string Method, string Parameter)[] s_undescribed = [("DELETE", "wf_trigger")];

    private static readonly string[] s_undescribedMembers = ["body.query.page_token"];

    // Marked as required there, and optional by Zoho's pages.
    private static readonly string[] s_optional = ["include"];

    private readonly Dictionary<string, JObject> _documents;

    private OpenApiRules(Dictionary<string, JObject> documents) => _documents = documents;

    /// <summary>The description; null where there is no copy.</summary>
    public static OpenApiRules? Found => s_found.Value;

    /// <summary>What is wrong with a request.</summary>
    public IEnumerable<string> FaultsOf(ZohoRequest request)
    {
        if (FindOperation(request) is not { } found)
            return [$"{request.Method} {request.Path} is not described"];
        return [.. QueryFaults(found.Document, found.Path, found.Operation, request), .. BodyFaults(found.Document, found.Operation, request)];
    }

    /// <summary>Looks beside the checkout and in the folders above it.</summary>
    private static OpenApiRules? Load()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CrmQbSync.slnx")))
            folder = folder.Parent;
        for (; folder is not null; folder = folder.Parent)
        {
            var files = Path.Combine(folder.FullName, "shared", "reference", "zoho-oas", "v8.0-oas3.1");
            if (Directory.Exists(files))
                return new OpenApiRules(Directory.GetFiles(files, "*.json").ToDictionary(file => Path.GetFileNameWithoutExtension(file), file => JObject.Parse(File.ReadAllText(file))));
        }
        return null;
    }

    private (JObject Document, JObject Path, JObject Operation)? FindOperation(ZohoRequest request)
    {
        var parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (name, path) = parts switch
        {
            ["crm", "bulk", "v8", .. var rest] => ("bulk_read", rest),
            ["crm", "v8", "users", ..] => ("users", parts[2..]),
            ["crm", "v8", "org"] => ("org", parts[2..]),
            ["crm", "v8", "coql"] => ("coql", parts[2..]),
            ["crm", "v8", "settings", "fields"] => ("fields", parts[2..]),
            ["crm", "v8", "settings", "recycle_bin", ..] => ("recycle_bin", parts[2..]),
            ["crm", "v8", .. var rest] => ("record", rest),
            _ => ("", []),
        };
        if (!_documents.TryGetValue(name, out var document))
            return null;
        var fitting = ((JObject)document["paths"]!).Properties()
            .Where(property => Fits(property.Name.Split('/', StringSplitOptions.RemoveEmptyEntries), path))
            .OrderBy(property => property.Name.Count(character => character == '{'))
            .FirstOrDefault();
        return fitting?.Value is JObject item && item[request.Method.ToLowerInvariant()] is JObject operation ? (document, item, operation) : null;
    }

    private static bool Fits(string[] pattern, string[] path) =>
        pattern.Length == path.Length && pattern.Zip(path).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);

    private static IEnumerable<string> QueryFaults(JObject document, JObject path, JObject operation, ZohoRequest request)
    {
        var known = new[] { path["parameters"], operation["parameters"] }.OfType<JArray>().SelectMany(list => list)
            .Select(parameter => Resolve(document, (JObject)parameter)).Where(parameter => (string?)parameter["in"] == "query")
            .ToDictionary(parameter => (string)parameter["name"]!);
        foreach (var (name, value) in request.Query)
        {
            if (s_undescribed.Contains((request.Method, name)))
                continue;
            if (!known.TryGetValue(name, out var parameter))
                yield return $"{request.Method} {request.Path}: parameter {name} is not described";
            else if (parameter["schema"] is JObject schema)
            {
                foreach (var fault in ValueFaults(document, schema, (string?)schema["type"] == "integer" ? int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) : value, name))
                    yield return $"{request.Method} {request.Path}: {fault}";
            }
        }
        foreach (var missing in known.Values.Where(parameter => (bool?)parameter["required"] == true && !request.Query.ContainsKey((string)parameter["name"]!) && !s_optional.Contains((string)parameter["name"]!)))
            yield return $"{request.Method} {request.Path}: parameter {missing["name"]} is missing";
    }

    private static IEnumerable<string> BodyFaults(JObject document, JObject operation, ZohoRequest request)
    {
        if (operation["requestBody"]?["content"]?["application/json"]?["schema"] is not JObject schema)
            return request.Body.Length == 0 ? [] : [$"{request.Method} {request.Path}: a body is not described"];
        return ValueFaults(document, schema, JToken.Parse(request.Body), "body").Select(fault => $"{request.Method} {request.Path}: {fault}");
    }

    private static List<string> ValueFaults(JObject document, JObject schema, JToken value, string place)
    {
        schema = Resolve(document, schema);
        var types = schema["type"] is JArray several ? several.Select(type => (string)type!).ToArray() : schema["type"] is { } one ? [(string)one!] : [];
        if (types.Length > 0 && !types.Any(type => IsOf(type, value)))
            return [$"{place} is {value.Type}, not {string.Join(" or ", types)}"];
        var faults = new List<string>();
        if (schema["enum"] is JArray choices && !choices.Any(choice => JToken.DeepEquals(choice, value)))
            faults.Add($"{place} is '{value}', none of {choices.ToString(Newtonsoft.Json.Formatting.None)}");
        if (value.Type == JTokenType.String && (int?)schema["maxLength"] is { } longest && ((string)value!).Length > longest)
            faults.Add($"{place} is longer than {longest}");
        if (value is JArray array)
        {
            if ((int?)schema["maxItems"] is { } most && array.Count > most)
                faults.Add($"{place} has {array.Count} items, more than {most}");
            if (schema["items"] is JObject items)
                faults.AddRange(array.SelectMany((item, at) => ValueFaults(document, items, item, $"{place}[{at}]")));
        }
        if (value is JObject record)
        {
            var properties = schema["properties"] as JObject;
            faults.AddRange((schema["required"] as JArray ?? []).Where(name => !record.ContainsKey((string)name!)).Select(name => $"{place}.{name} is missing"));
            foreach (var property in record.Properties())
            {
                if (properties?[property.Name] is JObject rule)
                    faults.AddRange(ValueFaults(document, rule, property.Value, $"{place}.{property.Name}"));
                else if (schema["additionalProperties"] is { Type: JTokenType.Boolean } more && !(bool)more && !s_undescribedMembers.Contains($"{place}.{property.Name}"))
                    faults.Add($"{place}.{property.Name} is not described");
            }
        }
        return faults;
    }

    private static bool IsOf(string type, JToken value) => type switch
    {
        "string" => value.Type is JTokenType.String or JTokenType.Date,
        "integer" => value.Type == JTokenType.Integer,
        "number" => value.Type is JTokenType.Integer or JTokenType.Float,
        "boolean" => value.Type == JTokenType.Boolean,
        "array" => value.Type == JTokenType.Array,
        "object" => value.Type == JTokenType.Object,
        "null" => value.Type == JTokenType.Null,
        _ => false,
    };

    private static JObject Resolve(JObject document, JObject schema)
    {
        while ((string?)schema["$ref"] is { } reference)
            schema = (JObject)reference.TrimStart('#', '/').Split('/').Aggregate((JToken)document, (token, part) => token[part]!);
        return schema;
    }
}
