using CrmQbSync.Connections.Http;
using CrmQbSync.Emulators.OAuth;
using CrmQbSync.Profiles;
using CrmQbSync.Secrets;
using CrmQbSync.Tests.Profiles;

namespace CrmQbSync.Tests.Connections.Http;

/// <summary>A profile, a home folder with its secrets, and a plain service that they sign in to.</summary>
internal sealed class WebBench : IAsyncDisposable
{
    private readonly ProfileFolder _folder = new();
    private readonly List<IDisposable> _made = [];

    private WebBench(PlainService service, string more)
    {
        Service = service;
        Profile = _folder.Read($$"""
            crm: { type: ZohoCrm, dataCenter: eu, clientId: "{{PlainService.ClientId}}", clientSecret: "${secret:zoho-secret}" }
            qb: { type: Csv, path: b.csv }
            {{more}}
            """);
        var crm = (ZohoCrmSettings)Profile.Crm;
        Settings = new SignInSettings { Profile = Profile, Side = Side.Crm, ClientId = crm.ClientId, ClientSecret = crm.ClientSecret, RefreshToken = crm.RefreshToken };
        Web = new WebServices
        {
            Clock = Clock,
            Home = Home,
            Secrets = _ => Store,
            Protection = SecretStores.ProtectionOfUser(Home),
            Jitter = () => 0.5,
            Log = Log,
        };
    }

    public PlainService Service { get; }

    public RushingClock Clock { get; } = new();

    public LineLog Log { get; } = new();

    public SyncProfile Profile { get; }

    public SignInSettings Settings { get; }

    public WebServices Web { get; set; }

    public string Home => _folder.In("home");

    public string Folder => _folder.Path;

    public FileSecretStore Store => SecretStores.Open(Home, null, Clock);

    public static async Task<WebBench> StartAsync(string more = "")
    {
        var bench = new WebBench(await PlainService.StartAsync(), more);
        await bench.Store.SetAsync("zoho-secret", PlainService.ClientSecret, null, default);
        await bench.Store.SetAsync("acme-crm-refresh", bench.Service.RefreshToken!, null, default);
        return bench;
    }

    public PlainDialect Dialect() => new(Service.Address, Settings);

    public AccessTokens Tokens()
    {
        var exchange = Exchange();
        var tokens = new AccessTokens(Web, exchange, Dialect(), Settings);
        _made.Add(tokens);
        return tokens;
    }

    public HttpExchange Exchange()
    {
        var exchange = new HttpExchange(Web.MakeHandler(ProxyChoice.None), ProxyChoice.None, Web.Clock);
        _made.Add(exchange);
        return exchange;
    }

    public ServiceClient Client(params CallLimit[] limits)
    {
        var exchange = Exchange();
        return new ServiceClient(Web, exchange, Dialect(), new AccessTokens(Web, exchange, Dialect(), Settings), limits);
    }

    /// <summary>Everything that lies in the bench's folder, as text.</summary>
    public IEnumerable<(string File, string Text)> Files() =>
        Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Select(file => (file, File.ReadAllText(file, System.Text.Encoding.Latin1)));

    public async ValueTask DisposeAsync()
    {
        foreach (var item in _made)
            item.Dispose();
        await Service.DisposeAsync();
        _folder.Dispose();
    }
}
