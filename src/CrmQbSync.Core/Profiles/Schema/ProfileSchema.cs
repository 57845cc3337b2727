using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrmQbSync.Profiles;

/// <summary>
/// The JSON Schema (2020-12) of the profile, by which editors complete and check it. It is made of the keys that the reader checks by, and lets pass
/// all that the reader lets pass; what only the reader can know (files, variables, keys that must go together) it does not check.
/// </summary>
internal static class ProfileSchema
{
    /// <summary>The name of its file, which the module ships.</summary>
    public const string FileName = "CrmQbSync.profile.schema.json";

    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text of the schema's file.</summary>
    public static string Compose()
    {
        var head = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "A profile of CrmQbSync",
        };
        return SchemaNode.Under(head, SchemaNode.Of(ProfileKeys.Root)).ToJsonString(s_readable).ReplaceLineEndings("\n") + "\n";
    }

    /// <summary>
    /// How a profile names the schema to editors: the address of the file that lies with the module; its plain name, which means one beside the
    /// profile, where the program was not installed as a module.
    /// </summary>
    public static string AddressFor(string programFolder)
    {
        var file = new[] { programFolder, Path.GetDirectoryName(programFolder) ?? programFolder }
            .Select(folder => Path.Combine(folder, FileName))
            .FirstOrDefault(File.Exists);
        return file is null ? FileName : new Uri(file).AbsoluteUri;
    }
}
