using CrmQbSync.Emulators.Hosting;
using CrmQbSync.Emulators.WebConnector;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.QuickBooksDesktop;

/// <summary>A session with a profile <c>acme</c> over a CSV file and a company file with its Web Connector.</summary>
internal sealed class DesktopSession : IDisposable
{
    public const string Password = "correct horse";

    private static readonly QbXmlSchema? Schema = QbXmlSchema.Load(Path.Combine(Repository.Root, "..", "shared", "reference", "qbd", "xsd-13.0"));

    private readonly string _variable = "CRMQBSYNC_TEST_" + Guid.NewGuid().ToString("N");

    public DesktopSession(bool ownThread = false)
    {
        Session = new ModuleSession(ownThread);
        Environment.SetEnvironmentVariable(_variable, Password);
        Port = FreePort.Pick();
        WriteProfile("acme", "acme");
        File.WriteAllText(Session.PathOf("acme.csv"), "Id,Email,FirstName,LastName,Phone\n1,ann@x.com,Ann,Lee,775-555-0100\n");
    }

    public ModuleSession Session { get; }

    public int Port { get; }

    public CompanyFile Company { get; } = NewCompany();

    public HttpClient Http { get; } = new();

    public string Profile => Session.PathOf("acme.yaml");

    /// <summary>A company that holds requests to Intuit's schemas, where they lie beside the repository.</summary>
    public static CompanyFile NewCompany(string name = "Rock Castle Construction") => new(TimeProvider.System) { CompanyName = name, Schema = Schema };

    /// <summary>A profile over a CSV file of its name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="path">The path under which it is served.</param>
    /// <param name="more">Other keys of the profile.</param>
    /// <param name="listen">Where the Web Connector finds it, if that is not where it is served.</param>
    /// <param name="companyFile">The company file.</param>
    public void WriteProfile(string name, string path, string more = "", string? listen = null, string companyFile = "") => File.WriteAllText(
        Session.PathOf(name + ".yaml"),
        $$"""
        crm: { type: Csv, path: {{name}}.csv }
        qb:
          type: QuickBooksDesktop
          listen: {{listen ?? $"http://localhost:{Port}/{path}/"}}
          bind: http://localhost:{{Port}}/{{path}}/
          companyFile: '{{companyFile}}'
          userName: crmqbsync
          password: ${env:{{_variable}}}
          runEvery: 30
        {{more}}
        """);

    /// <summary>Adds the application of a .qwc file as soon as somebody serves it.</summary>
    /// <param name="qwc">The file.</param>
    /// <param name="company">The company file that is open.</param>
    /// <param name="way">How the Web Connector calls; null for as usual.</param>
    public async Task<WebConnectorClient> AddAsync(string qwc, CompanyFile company, HttpClient? way = null)
    {
        var http = way ?? Http;
        for (var tries = 0; ; tries++)
        {
            try
            {
                return new WebConnectorClient(await WebConnectorApplication.AddAsync(await File.ReadAllTextAsync(Session.PathOf(qwc)), company, http), Password, company, http);
            }
            catch (HttpRequestException) when (tries < 3000)
            {
                await Task.Delay(20);
            }
        }
    }

    public void Dispose()
    {
        Http.Dispose();
        Session.Dispose();
        Environment.SetEnvironmentVariable(_variable, null);
    }
}
