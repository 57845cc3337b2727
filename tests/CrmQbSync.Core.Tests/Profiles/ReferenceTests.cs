using CrmQbSync.Profiles;
using CrmQbSync.Secrets;

namespace CrmQbSync.Tests.Profiles;

/// <summary><c>${env:NAME}</c> and <c>${secret:NAME}</c>.</summary>
public sealed class ReferenceTests : IDisposable
{
    private readonly ProfileFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Variables_stand_anywhere_in_a_value()
    {
        _folder.Variables["DATA"] = "files";
        _folder.Variables["YEAR"] = "2026";
        _folder.Variables["MODE"] = "export";
        _folder.Variables["LIMIT"] = "7";
        _folder.Variables["YES"] = "true";
        _folder.Variables["COUNTRY"] = "France";
        var profile = _folder.Read("""
            mode: ${env:MODE}
            safety: { maxDeletes: "${env:LIMIT}" }
            selection: { transferAllWhenNoneSelected: "${env:YES}", filter: { BillingCountry: ["${env:COUNTRY}"] } }
            crm: { type: Csv, path: "${env:DATA}/crm-${env:YEAR}.csv" }
            qb: { type: Csv, path: b.csv }
            """);
        Assert.Equal((SyncMode.Export, 7, true), (profile.Mode, profile.MaxDeletes, profile.TransferAllWhenNoneSelected));
        Assert.Equal(_folder.In("files/crm-2026.csv"), Assert.IsType<CsvSettings>(profile.Crm).File);
        Assert.Equal(["France"], profile.Filter[0].Values.ToArray());
    }

    [Fact]
    public void Every_variable_that_is_not_set_is_named_at_once()
    {
        _folder.Variables["EMPTY"] = "";
        Assert.Equal(
            [
                "(1,7): mode: the environment variable 'MODE' is not set; set it for the account that runs this",
                "(2,25): crm.path: the environment variable 'DATA' is not set; set it for the account that runs this",
                "(2,25): crm.path: the environment variable 'EMPTY' is not set; set it for the account that runs this",
            ],
            _folder.Faults("mode: ${env:MODE}\ncrm: { type: Csv, path: '${env:DATA}/${env:EMPTY}' }\nqb: { type: Csv, path: b.csv }\n", SyncErrorId.SecretMissing));
    }

    [Fact]
    public void Faults_of_the_file_come_before_variables_that_are_not_set() =>
        Assert.StartsWith("(2,1): mod: ", Assert.Single(_folder.Faults("mode: ${env:MODE}\nmod: x\n" + ProfileFolder.Sides)), StringComparison.Ordinal);

    [Theory]
    [InlineData("mode: ${env:}", "(3,7): mode: a reference has no usable name; ${env:NAME}")]
    [InlineData("mode: ${env:A", "(3,7): mode: a reference has no }; ${env:NAME} or ${secret:NAME}")]
    [InlineData("mode: ${A}", "(3,7): mode: a reference is neither to a variable nor to a secret; ${env:NAME} or ${secret:NAME}")]
    [InlineData("mode: ${secrt:A}", "(3,7): mode: a reference is neither to a variable nor to a secret; ${secret:NAME} is meant")]
    [InlineData("mode: ${secret:A}", "(3,7): mode: it takes no secret; write it out, or take it from a variable: ${env:NAME}")]
    [InlineData("name: ${env:A}", "(3,7): name: it is shown everywhere and takes no reference; write it out")]
    public void A_faulty_reference_is_told(string line, string expected) =>
        Assert.Equal(expected, Assert.Single(_folder.Faults(ProfileFolder.Sides + line + "\n")));

    [Theory]
    [InlineData("mode: ${env:SECRET}")]
    [InlineData("region: ${env:SECRET}")]
    [InlineData("safety: { maxDeletes: '${env:SECRET}' }")]
    [InlineData("selection: { transferAllWhenNoneSelected: '${env:SECRET}' }")]
    [InlineData("proxy: ${env:SECRET}")]
    [InlineData("proxy: http://me:${env:SECRET}@proxy:80")]
    [InlineData("state: { path: '${env:SECRET}/' }")]
    [InlineData("state: { path: '${env:SECRET}://' }")]
    [InlineData("notify: { webhook: { url: '${env:SECRET}' } }")]
    [InlineData("notify: { smtp: { host: '${env:SECRET} x', from: a@b, to: c@d } }")]
    [InlineData("fields: { A: { crm: '${env:SECRET}', qb: x }, B: { crm: '${env:SECRET}', qb: y } }")]
    [InlineData("fields: { A: { crm: ' ${env:SECRET}', qb: x } }")]
    [InlineData("fields: { A: { crm: a, qb: x, kind: '${env:SECRET}' } }")]
    [InlineData("selection: { filter: { Phone: '${env:SECRET}\\n', Fone: '${env:SECRET}' } }")]
    [InlineData("selection: { filter: { Phone: '${env:SECRET}${env:LONG}' } }")]
    public void The_value_of_a_variable_is_in_no_error(string line)
    {
        const string Value = "Hunter2Hunter2";
        _folder.Variables["SECRET"] = Value;
        _folder.Variables["LONG"] = new string('x', 1000);
        Assert.All(_folder.Faults(ProfileFolder.Sides + line + "\n"), fault => Assert.DoesNotContain(Value, fault, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_value_near_a_word_is_not_guessed_at()
    {
        _folder.Variables["MODE"] = "Importt";
        Assert.Equal("(3,7): mode: '${env:MODE}' is none of its values; one of Import, Export, Synchronize", Assert.Single(_folder.Faults(ProfileFolder.Sides + "mode: ${env:MODE}\n")));
    }

    [Fact]
    public void A_value_shows_its_references_and_nothing_else()
    {
        _folder.Variables["USER"] = "Hunter2Hunter2";
        var profile = _folder.Read(
            "crm: { type: ZohoCrm, dataCenter: eu, clientId: 'literal-${env:USER}-${secret:id}', clientSecret: '${env:USER}' }\nqb: { type: Csv, path: b.csv }\n");
        var settings = Assert.IsType<ZohoCrmSettings>(profile.Crm);
        Assert.Equal("…${env:USER}…${secret:id}", settings.ClientId.ToString());
        Assert.Equal(("crm.clientId", $"{_folder.In("acme.yaml")}(1,49)"), (settings.ClientId.Key, settings.ClientId.Place));
        Assert.Equal("literal-Hunter2Hunter2-x", settings.ClientId.Compose(_ => "x"));
        Assert.Equal("ZohoCrm", settings.ToString());
        Assert.Equal("acme", profile.ToString());
        Assert.DoesNotContain("Hunter2", System.Text.Json.JsonSerializer.Serialize(settings), StringComparison.Ordinal);
        Assert.DoesNotContain("literal", System.Text.Json.JsonSerializer.Serialize(settings), StringComparison.Ordinal);
    }

    [Fact]
    public void Later_messages_can_be_freed_of_variables()
    {
        _folder.Variables["DATA"] = "Hunter2Hunter2";
        var profile = _folder.Read("crm: { type: Csv, path: '${env:DATA}/a.csv' }\nqb: { type: Csv, path: b.csv }\n");
        Assert.Equal(
            $"There is no file '{_folder.In("${env:DATA}/a.csv")}'.",
            profile.Conceal($"There is no file '{Assert.IsType<CsvSettings>(profile.Crm).File}'."));
    }

    [Fact]
    public void What_a_profile_shows_names_variables_as_they_are_written()
    {
        _folder.Variables["DATA"] = "Hunter2Hunter2";
        var profile = _folder.Read("crm: { type: Csv, path: '${env:DATA}/a.csv' }\nqb: { type: Csv, path: b.csv }\nstate: { path: '${env:DATA}.db' }\n");
        var csv = Assert.IsType<CsvSettings>(profile.Crm);
        Assert.Equal((_folder.In("${env:DATA}/a.csv"), _folder.In("Hunter2Hunter2/a.csv")), (csv.Path, csv.File));
        Assert.Equal((_folder.In("${env:DATA}.db"), _folder.In("Hunter2Hunter2.db")), (profile.StatePath, profile.StateFile));
        Assert.DoesNotContain("Hunter2", System.Text.Json.JsonSerializer.Serialize(profile), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_are_resolved_when_they_are_needed()
    {
        var profile = _folder.Read("crm: { type: ZohoCrm, dataCenter: eu, clientId: 'a-${secret:id}', clientSecret: '${secret:key}' }\nqb: { type: Csv, path: b.csv }\n");
        var settings = Assert.IsType<ZohoCrmSettings>(profile.Crm);
        var source = new Source(("id", "1"), ("key", "2"));
        Assert.Equal(["a-1", "2"], (await source.ResolveAllAsync([settings.ClientId, settings.ClientSecret], CancellationToken.None)).ToArray());
        Assert.Equal("2", await source.ResolveAsync(settings.ClientSecret, CancellationToken.None));
    }

    [Fact]
    public async Task Every_secret_that_is_not_set_is_named_at_once_and_no_value_is()
    {
        var profile = _folder.Read("crm: { type: ZohoCrm, dataCenter: eu, clientId: 'literal1-${secret:set}${secret:id}', clientSecret: '${secret:key}' }\nqb: { type: Csv, path: b.csv }\n");
        var settings = Assert.IsType<ZohoCrmSettings>(profile.Crm);
        var exception = await Assert.ThrowsAsync<SyncException>(() =>
            new Source(("set", "Hunter2"), ("key", "")).ResolveAllAsync([settings.ClientId, settings.ClientSecret], CancellationToken.None));
        var file = _folder.In("acme.yaml");
        Assert.Equal(SyncErrorId.SecretMissing, exception.Id);
        Assert.Equal(
            $"{file}(1,49): crm.clientId: the secret 'id' is not set in the test store.\n{file}(1,101): crm.clientSecret: the secret 'key' is not set in the test store.",
            exception.Message);
        Assert.Equal("Set id. Set key.", exception.Advice);
        Assert.DoesNotContain("Hunter2", exception.ToString(), StringComparison.Ordinal);
    }

    private sealed class Source(params (string Name, string Value)[] secrets) : ISecretSource
    {
        public string Name => "the test store";

        public string AdviceFor(string secret) => $"Set {secret}.";

        public ValueTask<string?> FindAsync(string secret, CancellationToken cancellationToken) =>
            ValueTask.FromResult<string?>(secrets.FirstOrDefault(pair => pair.Name == secret).Value);
    }
}
