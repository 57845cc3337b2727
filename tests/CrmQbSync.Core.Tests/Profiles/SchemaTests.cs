using System.Text.Json.Nodes;
using CrmQbSync.Profiles;

namespace CrmQbSync.Tests.Profiles;

/// <summary>The JSON Schema of the profile, by which editors complete and check. Whatever other tests read as right is held against it too.</summary>
public sealed class SchemaTests : IDisposable
{
    private readonly ProfileFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>To renew the file: <c>dotnet run --project tools/CrmQbSync.Help -- schema CrmQbSync.profile.schema.json</c>.</summary>
    [Fact]
    public void The_file_that_is_shipped_is_what_the_readers_keys_give() =>
        Assert.Equal(ProfileSchema.Compose(), File.ReadAllText(Path.Combine(Root(), ProfileSchema.FileName)).ReplaceLineEndings("\n"));

    [Fact]
    public void Samples_fit() =>
        Assert.All(Directory.EnumerateFiles(Path.Combine(Root(), "samples"), "*.yaml"), path => Assert.Empty(SchemaReading.FaultsOf(File.ReadAllText(path))));

    [Theory]
    [InlineData("ZohoCrm", "QuickBooksOnline")]
    [InlineData("ZohoCrm", "QuickBooksDesktop")]
    [InlineData("Csv", "Csv")]
    public void Starters_fit_and_name_the_schema_in_their_first_line(string crm, string qb)
    {
        var text = File.ReadAllText(_folder.Store.Create(new StarterProfile { Path = _folder.In("acme.yaml"), Crm = crm, Qb = qb, Preset = "Classic" }));

        Assert.Empty(SchemaReading.FaultsOf(text));
        Assert.Equal($"# yaml-language-server: $schema={ProfileSchema.FileName}", text.Split('\n')[0]);
    }

    [Fact]
    public void The_schema_is_named_by_an_address_without_blanks_where_it_lies_with_the_module()
    {
        var module = Path.Combine(_folder.Path, "My Modules é", "CrmQbSync");
        Directory.CreateDirectory(Path.Combine(module, "bin"));
        File.WriteAllText(Path.Combine(module, ProfileSchema.FileName), "{}");

        var address = ProfileSchema.AddressFor(Path.Combine(module, "bin"));

        Assert.StartsWith("file:///", address, StringComparison.Ordinal);
        Assert.DoesNotContain(' ', address);
        Assert.Equal(Path.Combine(module, ProfileSchema.FileName), new Uri(address).LocalPath);
    }

    [Theory]
    [InlineData("mod: Import", ".mod: no such key")]
    [InlineData("mode: Sideways", ".mode: fits nothing that may stand here")]
    [InlineData("safety: { maxDeletes: -1 }", ".safety.maxDeletes: fits nothing that may stand here")]
    [InlineData("safety: { maxDeletes: '5' }", ".safety.maxDeletes: fits nothing that may stand here")]
    [InlineData("selection: { transferAllWhenNoneSelected: maybe }", ".selection.transferAllWhenNoneSelected: fits nothing that may stand here")]
    [InlineData("fields: { Phone: { priority: Nobody } }", ".fields.Phone.priority: fits nothing that may stand here")]
    [InlineData("fields: { Own: { colour: red } }", ".fields.Own.colour: no such key")]
    [InlineData("region: USA", ".region: no match of ^[A-Za-z]{2}$|\\$\\{")]
    [InlineData("proxy: proxy.example.com", ".proxy: no match of ^[Nn][Oo][Nn][Ee]$|^[Hh][Tt][Tt][Pp][Ss]?:|\\$\\{")]
    [InlineData("notify: { smtp: { host: m, from: a@b, to: [] } }", ".notify.smtp.to: fits nothing that may stand here")]
    [InlineData("notify: { smtp: { host: m, to: a@b } }", ".notify.smtp: from is missing")]
    [InlineData("notify: { smtp: { host: m, from: a@b, to: a@b, password: plain } }", ".notify.smtp.password: no match of ^(?:\\$\\{(?:env|secret):[^}]+\\})+$")]
    [InlineData("state: [a]", ".state: not [\"object\",\"null\"]")]
    public void What_the_reader_faults_an_editor_faults(string line, string fault)
    {
        Assert.Equal([fault], SchemaReading.FaultsOf($"{line}\n{ProfileFolder.Sides}"));
        Assert.NotEmpty(_folder.Faults($"{line}\n{ProfileFolder.Sides}"));
    }

    [Theory]
    [InlineData("{ type: ZohoCrm, dataCenter: eu, clientId: a, clientSecret: '${secret:a}', path: a.csv }", ".crm.path: no such key")]
    [InlineData("{ type: zohocrm, dataCenter: mars, clientId: a, clientSecret: '${secret:a}' }", ".crm.dataCenter: fits nothing that may stand here")]
    [InlineData("{ type: Csv }", ".crm: path is missing")]
    [InlineData("{ path: a.csv }", ".crm: type is missing")]
    [InlineData("{ type: QuickBooksOnline }", ".crm.type: fits nothing that may stand here")]
    public void Each_kind_of_connection_has_its_own_keys(string crm, string fault)
    {
        var text = $"crm: {crm}\nqb: {{ type: Csv, path: b.csv }}\n";

        Assert.Equal([fault], SchemaReading.FaultsOf(text));
        Assert.NotEmpty(_folder.Faults(text));
    }

    [Fact]
    public void Editors_are_offered_every_word_and_told_what_each_key_is_for()
    {
        var schema = JsonNode.Parse(ProfileSchema.Compose())!;

        Assert.Equal("Which way data flows.", (string?)schema["properties"]!["mode"]!["description"]);
        Assert.Equal("Synchronize", (string?)schema["properties"]!["mode"]!["default"]);
        Assert.Equal(["Import", "Export", "Synchronize"], schema["properties"]!["mode"]!["anyOf"]![0]!["enum"]!.AsArray().Select(word => (string?)word));
        Assert.NotNull(schema["properties"]!["fields"]!["properties"]!["BillingCity"]);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "CrmQbSync.slnx")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
