using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.ZohoCrm;

/// <summary>A PowerShell with the module, an emulated Zoho CRM, and a profile between that and a file of customers.</summary>
internal sealed class ZohoSession : IAsyncDisposable
{
    private readonly string _prefix = $"T{Guid.NewGuid():N}";
    private readonly string[] _names = ["ID", "SECRET", "REFRESH"];

    private ZohoSession(ZohoCrmEmulator zoho, bool ownThread) => (Zoho, Shell) = (zoho, new ModuleSession(ownThread));

    public ZohoCrmEmulator Zoho { get; }

    public ModuleSession Shell { get; }

    public static async Task<ZohoSession> StartAsync(string scopes = ZohoAccountsHost.AllScopes, bool ownThread = false)
    {
        var session = new ZohoSession(await ZohoCrmEmulator.StartAsync(), ownThread);
        Environment.SetEnvironmentVariable(session.Variable("ID"), session.Zoho.Accounts.ClientId);
        Environment.SetEnvironmentVariable(session.Variable("SECRET"), session.Zoho.Accounts.ClientSecret);
        Environment.SetEnvironmentVariable(session.Variable("REFRESH"), session.Zoho.Accounts.Grant(scopes));
        session.WriteProfile();
        session.WriteCustomers();
        return session;
    }

    /// <summary>The name of the variable that holds the client's ID or SECRET, or the REFRESH token.</summary>
    public string Variable(string name) => $"{_prefix}_{name}";

    /// <summary>Writes the profile.</summary>
    /// <param name="more">More of its keys.</param>
    /// <param name="moreOfCrm">More keys of the CRM, such as <c>companies: Link</c>.</param>
    /// <param name="accounts">Another address to sign in at.</param>
    public void WriteProfile(string more = "", string moreOfCrm = "companies: LinkOrCreate", string? accounts = null) => File.WriteAllText(Shell.PathOf("acme.yaml"), $$"""
        {{more}}
        crm:
          type: ZohoCrm
          dataCenter: us
          clientId: ${env:{{Variable("ID")}}}
          clientSecret: ${env:{{Variable("SECRET")}}}
          refreshToken: ${env:{{Variable("REFRESH")}}}
          accountsUrl: {{accounts ?? Zoho.Address.AbsoluteUri.TrimEnd('/')}}
          {{moreOfCrm}}
        qb: { type: Csv, path: qb.csv }
        """);

    /// <summary>Writes the file of customers: rows of <c>Id,Email,LastName,Company,Phone</c>.</summary>
    public void WriteCustomers(params IEnumerable<string> rows) => File.WriteAllLines(Shell.PathOf("qb.csv"), ["Id,Email,LastName,Company,Phone", .. rows]);

    /// <summary>The cells of that file without the header; no cell holds a comma.</summary>
    public List<string[]> ReadCustomers() => [.. File.ReadAllLines(Shell.PathOf("qb.csv")).Skip(1).Select(line => line.Split(','))];

    /// <summary>What a script says.</summary>
    public IEnumerable<string> Run(string script) => Shell.Run(script).Texts;

    /// <summary>Runs the profile: its status, and how many were created and updated on each side.</summary>
    public string Synchronise(string parameters = "") => Assert.Single(Run(
        $"Invoke-ContactSync -Profile ./acme.yaml {parameters} -ErrorAction SilentlyContinue | ForEach-Object {{ \"$($_.Status) $($_.CrmCreated) $($_.CrmUpdated) $($_.QbCreated) $($_.QbUpdated)\" }}"));

    /// <summary>The calls of a method and path.</summary>
    public List<ZohoCall> CallsOf(string method, string path) => [.. Zoho.ApiCalls.Where(call => call.Method == method && call.Path.EndsWith(path, StringComparison.Ordinal))];

    public async ValueTask DisposeAsync()
    {
        foreach (var name in _names)
            Environment.SetEnvironmentVariable(Variable(name), null);
        Shell.Dispose();
        await Zoho.DisposeAsync();
    }
}
