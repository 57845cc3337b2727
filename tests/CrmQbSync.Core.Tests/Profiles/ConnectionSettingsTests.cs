using CrmQbSync.Profiles;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Profiles;

/// <summary>The keys of the connections.</summary>
public sealed class ConnectionSettingsTests : IDisposable
{
    private const string Crm = "crm: { type: Csv, path: a.csv }\n";
    private const string Qb = "qb: { type: Csv, path: b.csv }\n";

    private readonly ProfileFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Zoho_is_read_with_every_key()
    {
        var settings = Assert.IsType<ZohoCrmSettings>(_folder.Read(Qb + """
            crm:
              type: zohocrm
              dataCenter: EU
              clientId: ${secret:acme-zoho-id}
              clientSecret: ${secret:acme-zoho-secret}
              refreshToken: ${secret:acme-zoho-refresh}
              accountsUrl: https://accounts.test
              apiUrl: http://localhost:8080
              companies: Link
            """).Crm);
        Assert.Equal((ZohoDataCenter.Eu, ZohoCompanies.Link), (settings.DataCenter, settings.Companies));
        Assert.Equal("${secret:acme-zoho-id}", settings.ClientId.ToString());
        Assert.Equal(["acme-zoho-secret"], settings.ClientSecret.SecretNames.ToArray());
        Assert.Equal(["acme-zoho-refresh"], settings.RefreshToken!.SecretNames.ToArray());
        Assert.Equal("https://accounts.test", Open(settings.AccountsUrl));
        Assert.Equal("http://localhost:8080", Open(settings.ApiUrl));
    }

    [Fact]
    public void QuickBooks_Online_is_read_with_every_key()
    {
        var settings = Assert.IsType<QuickBooksOnlineSettings>(_folder.Read(Crm + """
            qb:
              type: QuickBooksOnline
              environment: sandbox
              realmId: 9130123456789012345
              clientId: abc
              clientSecret: ${secret:s}
              refreshToken: ${secret:r}
              includeJobs: true
              tokenUrl: https://token.test/oauth2/v1/tokens
              apiUrl: https://api.test:8443
            """).Qb);
        Assert.Equal((QuickBooksEnvironment.Sandbox, true), (settings.Environment, settings.IncludeJobs));
        Assert.Equal("9130123456789012345", Open(settings.RealmId));
        Assert.Equal("abc", Open(settings.ClientId));
        Assert.Equal(["r"], settings.RefreshToken!.SecretNames.ToArray());
        Assert.Equal("https://token.test/oauth2/v1/tokens", Open(settings.TokenUrl));
        Assert.Equal("https://api.test:8443", Open(settings.ApiUrl));
    }

    [Fact]
    public void QuickBooks_Desktop_is_read_with_every_key()
    {
        var settings = Assert.IsType<QuickBooksDesktopSettings>(_folder.Read(Crm + """
            qb:
              type: QuickBooksDesktop
              companyFile: 'C:\Books\Acme.qbw'
              listen: http://localhost:8085/acme/
              userName: crmqbsync
              password: ${secret:acme-qbwc}
              runEvery: 30
              includeJobs: false
            """).Qb);
        Assert.Equal(@"C:\Books\Acme.qbw", Open(settings.CompanyFile));
        Assert.Equal("http://localhost:8085/acme/", Open(settings.Listen));
        Assert.Equal("crmqbsync", Open(settings.UserName));
        Assert.Equal((30, false), (settings.RunEvery, settings.IncludeJobs));
    }

    [Fact]
    public void Defaults_hold_where_keys_are_absent()
    {
        var zoho = Assert.IsType<ZohoCrmSettings>(_folder.Read(Qb + "crm: { type: ZohoCrm, dataCenter: us, clientId: a, clientSecret: '${secret:s}' }\n").Crm);
        Assert.Equal((ZohoCompanies.LinkOrCreate, null, null, null), (zoho.Companies, zoho.RefreshToken, zoho.AccountsUrl, zoho.ApiUrl));
        var desktop = Assert.IsType<QuickBooksDesktopSettings>(_folder.Read(
            Crm + "qb: { type: QuickBooksDesktop, companyFile: '', listen: 'https://h/x/', userName: u, password: '${secret:s}' }\n").Qb);
        Assert.Equal((15, null), (desktop.RunEvery, desktop.CompanyFile));
        var csv = Assert.IsType<CsvSettings>(_folder.Read(Crm + Qb).Crm);
        Assert.Equal((CsvFormat.Canonical, _folder.In("a.csv"), false), (csv.Format, csv.Path, csv.IncludeJobs));
    }

    [Theory]
    [InlineData("type: QuickBooksOnline", "(3,9): crm.type: a connection of this type cannot stand under crm, but under qb; one of ZohoCrm, Csv")]
    [InlineData("type: Zoho", "(3,9): crm.type: 'Zoho' is no type of connection; one of ZohoCrm, Csv")]
    [InlineData("type: ZohoCRN", "(3,9): crm.type: 'ZohoCRN' is no type of connection; ZohoCrm is meant (one of ZohoCrm, Csv)")]
    [InlineData("type: [Csv]", "(3,9): crm.type: a list stands here; one of ZohoCrm, Csv")]
    [InlineData("path: x", "(3,3): crm.type: this key is missing; type: one of ZohoCrm, Csv")]
    [InlineData("type: Csv", "(3,3): crm.path: this key is missing; path: the path of a file")]
    [InlineData("type: Csv|path: ''", "(4,9): crm.path: the text is empty; the path of a file")]
    [InlineData("type: Csv|path:", "(4,8): crm.path: no value stands here; the path of a file")]
    [InlineData("type: Csv|path: x.csv|format: Zoho", "(5,11): crm.format: 'Zoho' is none of its values; one of Canonical, ZohoExport, QuickBooksExport")]
    [InlineData("type: Csv|path: x.csv|includeJobs: true", "(5,3): crm.includeJobs: no such key is known in a connection of type Csv; one of type, path, format, columns")]
    [InlineData("type: Csv|path: x.csv|dataCenter: eu", "(5,3): crm.dataCenter: no such key is known in a connection of type Csv; one of type, path, format, columns")]
    [InlineData("type: ZohoCrm|dataCenter: de|clientId: a|clientSecret: ${secret:s}", "(4,15): crm.dataCenter: 'de' is none of its values; one of us, eu, in, au, jp, ca, cn, sa, uk")]
    [InlineData("type: ZohoCrm|clientId: a|clientSecret: ${secret:s}", "(3,3): crm.dataCenter: this key is missing; dataCenter: one of us, eu, in, au, jp, ca, cn, sa, uk")]
    [InlineData("type: ZohoCrm|dataCenter: eu|clientId: a|clientSecret: literal1", "(6,17): crm.clientSecret: a secret is written out here; a reference: ${secret:NAME}, or ${env:NAME}")]
    [InlineData("type: ZohoCrm|dataCenter: eu|clientId: a|clientSecret: x${secret:s}", "(6,17): crm.clientSecret: a secret is written out here; a reference: ${secret:NAME}, or ${env:NAME}")]
    [InlineData("type: ZohoCrm|dataCenter: eu|clientId: a|clientSecret: ${secret:s}|accountsUrl: https://h/path", "(7,16): crm.accountsUrl: a path or query stands behind the host; scheme, host and port only, such as https://host:8080")]
    [InlineData("type: ZohoCrm|dataCenter: eu|clientId: a|clientSecret: ${secret:s}|apiUrl: host", "(7,11): crm.apiUrl: this is no absolute address; scheme, host and port only, such as https://host:8080")]
    [InlineData("type: ZohoCrm|dataCenter: eu|clientId: a|clientSecret: ${secret:s}|companies: Create", "(7,14): crm.companies: 'Create' is none of its values; one of LinkOrCreate, Link, Ignore")]
    public void A_faulty_crm_is_told(string lines, string expected) => AssertFault(Qb + "crm:\n", lines, expected);

    [Theory]
    [InlineData("type: ZohoCrm", "(3,9): qb.type: a connection of this type cannot stand under qb, but under crm; one of QuickBooksOnline, QuickBooksDesktop, Csv")]
    [InlineData("type: QuickBooksOnline|realmId: 12a|clientId: a|clientSecret: ${secret:s}", "(4,12): qb.realmId: this is no company ID; the company's ID, digits only, in quotes")]
    [InlineData("type: QuickBooksOnline|clientId: a|clientSecret: ${secret:s}", "(3,3): qb.realmId: this key is missing; realmId: the company's ID, digits only, in quotes")]
    [InlineData("type: QuickBooksOnline|realmId: 1|clientId: a|clientSecret: ${secret:s}|refreshToken: ${env:T}", "(7,17): qb.refreshToken: this token is written anew with each use; one entry of the secret store: ${secret:NAME}")]
    [InlineData("type: QuickBooksOnline|realmId: 1|clientId: a|clientSecret: ${secret:s}|refreshToken: literal1", "(7,17): qb.refreshToken: a secret is written out here; one entry of the secret store: ${secret:NAME}")]
    [InlineData("type: QuickBooksOnline|realmId: 1|clientId: a|clientSecret: ${secret:s}|environment: test", "(7,16): qb.environment: 'test' is none of its values; one of production, sandbox")]
    [InlineData("type: QuickBooksOnline|realmId: 1|clientId: a|clientSecret: ${secret:s}|tokenUrl: file:///x", "(7,13): qb.tokenUrl: the address is neither http nor https; an absolute http or https address without user name and password")]
    [InlineData("type: QuickBooksOnline|realmId: 1|clientId: a|clientSecret: ${secret:s}|includeJobs: 1", "(7,16): qb.includeJobs: '1' is no switch; true or false")]
    [InlineData("type: QuickBooksDesktop|listen: http://h/?a|userName: u|password: ${secret:s}", "(4,11): qb.listen: the address has a query; an http or https address such as http://localhost:8085/acme/")]
    [InlineData("type: QuickBooksDesktop|listen: http://h/|userName: u|password: literal1", "(6,13): qb.password: a secret is written out here; a reference: ${secret:NAME}, or ${env:NAME}")]
    [InlineData("type: QuickBooksDesktop|listen: http://h/|userName: u|password: ${secret:s}|runEvery: 0", "(7,13): qb.runEvery: '0' is out of range; a whole number from 1 to 1440")]
    [InlineData("type: QuickBooksDesktop|listen: http://h/|userName: u|password: ${secret:s}|runEvery: 1441", "(7,13): qb.runEvery: '1441' is out of range; a whole number from 1 to 1440")]
    [InlineData("type: QuickBooksDesktop|listen: http://h/|userName: u|password: ${secret:s}|runEvery: 15m", "(7,13): qb.runEvery: '15m' is no whole number; a whole number from 1 to 1440")]
    [InlineData("type: QuickBooksDesktop|userName: u|password: ${secret:s}", "(3,3): qb.listen: this key is missing; listen: an http or https address such as http://localhost:8085/acme/")]
    public void A_faulty_qb_is_told(string lines, string expected) => AssertFault(Crm + "qb:\n", lines, expected);

    [Theory]
    [InlineData("x.csv", "./sub/../x.csv")]
    [InlineData("x.csv", "x.csv")]
    public void Both_sides_cannot_be_one_file(string crm, string qb) =>
        Assert.Equal(
            $"(2,24): qb.path: '{qb}' is the same file as that of crm; another file: each is read and written on its own",
            Assert.Single(_folder.Faults($"crm: {{ type: Csv, path: {crm} }}\nqb: {{ type: Csv, path: {qb} }}\n")));

    [Fact]
    public void Both_sides_cannot_be_one_file_through_links()
    {
        Directory.CreateDirectory(_folder.In("real"));
        File.WriteAllText(_folder.In("real/x.csv"), "");
        Directory.CreateSymbolicLink(_folder.In("folder"), "real");
        File.CreateSymbolicLink(_folder.In("link.csv"), _folder.In("folder/x.csv"));
        Assert.Contains("'link.csv' is the same file as that of crm", Assert.Single(_folder.Faults("crm: { type: Csv, path: real/x.csv }\nqb: { type: Csv, path: link.csv }\n")), StringComparison.Ordinal);
        // A file that does not exist yet is the same one too.
        Assert.Contains("'folder/new.csv' is the same file as that of crm", Assert.Single(_folder.Faults("crm: { type: Csv, path: real/new.csv }\nqb: { type: Csv, path: folder/new.csv }\n")), StringComparison.Ordinal);
    }

#if !WINDOWS
    [Fact]
    public void Both_sides_cannot_be_one_file_by_two_names()
    {
        File.WriteAllText(_folder.In("x.csv"), "");
        File.WriteAllText(_folder.In("z.csv"), "");
        UnixFiles.MakeHardLink(_folder.In("x.csv"), _folder.In("y.csv"));

        Assert.Contains("'y.csv' is the same file as that of crm", Assert.Single(_folder.Faults("crm: { type: Csv, path: x.csv }\nqb: { type: Csv, path: y.csv }\n")), StringComparison.Ordinal);
        Assert.Equal("acme", _folder.Read("crm: { type: Csv, path: x.csv }\nqb: { type: Csv, path: z.csv }\n").Name);
    }
#endif

    [Fact]
    public void Links_in_a_circle_do_not_hang()
    {
        File.CreateSymbolicLink(_folder.In("x.csv"), "y.csv");
        File.CreateSymbolicLink(_folder.In("y.csv"), "x.csv");
        Assert.Equal("acme", _folder.Read("crm: { type: Csv, path: x.csv }\nqb: { type: Csv, path: b.csv }\n").Name);
    }

    [Fact]
    public void Case_tells_files_apart_only_where_the_system_does()
    {
        const string Text = "crm: { type: Csv, path: x.csv }\nqb: { type: Csv, path: X.csv }\n";
        if (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS())
            Assert.Contains("is the same file as that of crm", Assert.Single(_folder.Faults(Text)), StringComparison.Ordinal);
        else
            Assert.Equal(_folder.In("X.csv"), Assert.IsType<CsvSettings>(_folder.Read(Text).Qb).Path);
    }

    [Theory]
    [InlineData("state: { path: a.csv }", "(3,16): state.path: 'a.csv' is the same file as that of crm; another file: each is read and written on its own")]
    [InlineData("state: { path: acme.yaml }", "(3,16): state.path: 'acme.yaml' is the same file as the profile itself; another file: each is read and written on its own")]
    public void A_side_and_the_state_cannot_be_one_file(string line, string expected) =>
        Assert.Equal(expected, Assert.Single(_folder.Faults(Crm + Qb + line + "\n")));

    [Theory]
    [InlineData("acme.state.db")]
    [InlineData("acme.state.db-wal")]
    public void A_side_cannot_be_where_the_state_is_by_default(string path) =>
        Assert.Equal(
            $"(2,24): qb.path: '{path}' is where the state is kept by default; another file, or another state.path",
            Assert.Single(_folder.Faults(Crm + $"qb: {{ type: Csv, path: {path} }}\n")));

    [Fact]
    public void A_side_cannot_be_the_profile() =>
        Assert.Equal(
            "(2,24): qb.path: 'acme.yaml' is the same file as the profile itself; another file: each is read and written on its own",
            Assert.Single(_folder.Faults(Crm + "qb: { type: Csv, path: acme.yaml }\n")));

    private static string? Open(ProfileValue? value) => value?.Compose(name => throw new InvalidOperationException(name));

    private void AssertFault(string start, string lines, string expected)
    {
        var fault = Assert.Single(_folder.Faults(start + string.Concat(lines.Split('|').Select(line => $"  {line}\n"))));
        Assert.Equal(expected, fault);
        Assert.DoesNotContain("literal1", fault, StringComparison.Ordinal);
    }
}
