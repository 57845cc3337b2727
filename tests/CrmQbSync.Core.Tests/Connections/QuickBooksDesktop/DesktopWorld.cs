using System.Collections.Immutable;
using CrmQbSync.Connections;
using CrmQbSync.Connections.Http;
using CrmQbSync.Connections.QuickBooksDesktop;
using CrmQbSync.Contacts;
using CrmQbSync.Emulators.Hosting;
using CrmQbSync.Emulators.WebConnector;
using CrmQbSync.Profiles;
using CrmQbSync.Running;
using CrmQbSync.State;
using CrmQbSync.State.Sqlite;
using CrmQbSync.Tests.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>
/// A CRM in memory, a company file with its Web Connector, and between them the server, the engine and a real state. The clock stands unless a test
/// moves it.
/// </summary>
internal sealed class DesktopWorld : IAsyncDisposable
{
    public const string Password = "correct horse";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    internal static readonly QbXmlSchema? Schema = QbXmlSchema.Load(Path.Combine(Root, "..", "shared", "reference", "qbd", "xsd-13.0"));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crmqbsync-desktop-");
    private readonly ContractGuard _guard = new();
    private WebServices? _web;
    private CancellationTokenSource _stop = new();
    private Task _serving = Task.CompletedTask;

    private DesktopWorld(FakeTimeProvider clock)
    {
        Clock = clock;
        Company = new CompanyFile(clock) { Schema = Schema };
        Crm = new MemorySide(Side.Crm, SideShape.File, clock);
    }

    public FakeTimeProvider Clock { get; }

    public CompanyFile Company { get; }

    public MemorySide Crm { get; }

    public HttpClient Http { get; } = new() { Timeout = Patience };

    public SilentWatcher Watcher { get; private set; } = new();

    public SyncProfile Profile { get; set; } = null!;

    public WebConnectorClient Connector { get; private set; } = null!;

    public WebConnectorApplication Application { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    /// <summary>Makes the connection to another CRM than the one in memory; null for that.</summary>
    public Func<SyncProfile, ConnectionDemands, IConnection>? ConnectCrm { get; set; }

    public WebServices Web => _web!;

    /// <summary>The run of the last session.</summary>
    public SyncRun Run => Watcher.Results.Last().Run!;

    /// <summary>Who waits for whom; set before serving.</summary>
    public SessionTimes Times { get; init; } = new();

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder!.FullName, "CrmQbSync.slnx")))
                folder = folder.Parent;
            return folder.FullName;
        }
    }

    /// <summary>A world whose application is added in the Web Connector, and that is served.</summary>
    public static async Task<DesktopWorld> StartAsync(Func<SyncProfile, SyncProfile>? change = null, string? companyFile = null, bool serve = true, SessionTimes? times = null)
    {
        var world = new DesktopWorld(new FakeTimeProvider(new DateTimeOffset(2026, 1, 20, 15, 0, 0, TimeSpan.Zero))) { Times = times ?? new SessionTimes() };
        world.Address = new Uri($"http://localhost:{FreePort.Pick()}/acme/");
        world._web = new WebServices
        {
            Clock = world.Clock,
            Home = world._folder.FullName,
            Secrets = _ => new FixedSecrets("qbwc", Password),
            Protection = CrmQbSync.Secrets.SecretStores.ProtectionOfUser(world._folder.FullName),
        };
        world.Profile = world.ProfileOf(companyFile);
        world.Profile = change?.Invoke(world.Profile) ?? world.Profile;
        var qwc = Path.Combine(world._folder.FullName, "acme.qwc");
        await world.Host().WriteFileAsync(world.Profile, qwc, CancellationToken.None);
        await world.ServeAsync();
        world.Application = await WebConnectorApplication.AddAsync(await File.ReadAllTextAsync(qwc), world.Company, world.Http);
        world.Connector = new WebConnectorClient(world.Application, Password, world.Company, world.Http);
        if (!serve)
            await world.StopAsync();
        return world;
    }

    /// <summary>Starts serving (again).</summary>
    public async Task ServeAsync()
    {
        Watcher = new SilentWatcher();
        _stop.Dispose();
        _stop = new CancellationTokenSource();
        _serving = Host().ServeAsync([Profile], Watcher, _stop.Token);
        await await Task.WhenAny(Watcher.Started.Task, _serving).WaitAsync(Patience);
    }

    /// <summary>One update of the Web Connector, and the run that it was.</summary>
    public async Task<UpdateResult> UpdateAsync(UpdatePlan? plan = null)
    {
        var runs = Watcher.Results.Count + Watcher.Failures.Count;
        var result = await Connector.UpdateAsync(plan).WaitAsync(Patience);
        if (result.Refusals.Count > 0 && plan is null)
            Assert.Fail(string.Join('\n', result.Refusals));
        // After a kill the run ends when the next session comes; else at the latest with this one.
        for (var tries = 0; tries < 200 && !Connected(result) && (result.Status is not null || result.Calls.Contains("connectionError")) && result.Work is not ("nvu" or "none" or "busy") && Watcher.Results.Count + Watcher.Failures.Count == runs; tries++)
            await Task.Delay(10);
        return result;
    }

    /// <summary>Whether the session was a command's, not a run of the server: those say in the Status column what they did.</summary>
    private static bool Connected(UpdateResult result) => result.Status == "OK";

    /// <summary>An update that has to succeed.</summary>
    public async Task<UpdateResult> SyncAsync(UpdatePlan? plan = null)
    {
        var result = await UpdateAsync(plan);
        Assert.True(result.IsComplete, $"{result.Error} {string.Join(' ', result.Calls)} {string.Join('\n', result.Refusals)}");
        return result;
    }

    /// <summary>The next update finds nothing to write on either side (law 1).</summary>
    public async Task AssertQuietAsync()
    {
        Company.Requests.Clear();
        Clock.Advance(TimeSpan.FromMinutes(15));
        await SyncAsync();
        Assert.DoesNotContain(Company.Requests, request => request is "CustomerAddRq" or "CustomerModRq");
        Assert.Equal(0, Run.CrmUpdated + Run.CrmCreated + Run.CrmDeleted);
    }

    public async Task<List<SyncEntry>> EntriesAsync(long? syncId = null)
    {
        var entries = new List<SyncEntry>();
        await foreach (var entry in Engine().GetEntriesAsync(Profile, new EntryQuery { SyncId = syncId ?? Run.SyncId }, CancellationToken.None))
            entries.Add(entry);
        return entries;
    }

    public async Task<List<SyncRun>> HistoryAsync()
    {
        var runs = new List<SyncRun>();
        await foreach (var run in Engine().GetHistoryAsync(Profile, new RunQuery(), CancellationToken.None))
            runs.Add(run);
        return runs;
    }

    /// <summary>The engine as another process would have it.</summary>
    public ContactSync Engine() => new(new SyncServices
    {
        Clock = Clock,
        Connections = new Sides(this),
        States = new SqliteStateStoreFactory(Clock),
        NewToken = () => Guid.NewGuid().ToString("N"),
    });

    public WebConnectorHost Host() => new(_web!, new SqliteStateStoreFactory(Clock), new Sides(this)) { Times = Times };

    /// <summary>Makes something happen before the CRM in memory looks up its administrator (by then both sides are open), reads, or writes.</summary>
    public void HookCrm(Func<CancellationToken, Task>? beforeRead = null, Func<CancellationToken, Task>? beforeWrite = null, Func<CancellationToken, Task>? beforeCheck = null) =>
        ConnectCrm = (profile, _) => new HookedConnection(new MemoryConnection(Crm, profile.Rules, null, _guard), beforeCheck, beforeRead, beforeWrite);

    public string AddContact(string email, params (string Field, string? Value)[] values) =>
        Crm.Add([KeyValuePair.Create("Email", (string?)email), .. values.Select(value => KeyValuePair.Create(value.Field, value.Value))]);

    public CompanyCustomer Customer(string email) => Company.Customers.Single(customer => string.Equals(customer["Email"], email, StringComparison.OrdinalIgnoreCase));

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _serving.WaitAsync(Patience);
        }
        catch (OperationCanceledException)
        {
            // That is how it stops.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Clock.OutwaitAsync(StopAsync());
        Http.Dispose();
        _stop.Dispose();
        _folder.Delete(recursive: true);
        Assert.Empty(_guard.Breaches);
    }

    public static ProfileValue Value(string key, string text) => new(key, "acme.yaml(1,1)", [new ValuePart(ValuePartKind.Literal, text)]);

    private SyncProfile ProfileOf(string? companyFile)
    {
        (string Field, string Element)[] names =
        [
            ("Email", "Email"), ("FirstName", "FirstName"), ("MiddleName", "MiddleName"), ("LastName", "LastName"), ("Company", "CompanyName"), ("JobTitle", "JobTitle"),
            ("Phone", "Phone"), ("Mobile", "AltPhone"), ("Fax", "Fax"), ("Notes", "Notes"), ("BillingStreet", "BillAddress.Addr1…5"), ("BillingCity", "BillAddress.City"),
            ("BillingState", "BillAddress.State"), ("BillingPostalCode", "BillAddress.PostalCode"), ("BillingCountry", "BillAddress.Country"),
            ("ShippingStreet", "ShipAddress.Addr1…5"), ("ShippingCity", "ShipAddress.City"),
        ];
        return new SyncProfile
        {
            Name = "acme",
            Path = Path.Combine(_folder.FullName, "acme.yaml"),
            StatePath = Path.Combine(_folder.FullName, "acme.state.db"),
            MaxDeletes = int.MaxValue,
            Rules = [.. names.Select(name => new FieldRule(CanonicalFields.Find(name.Field)!, QbName: name.Element))],
            Crm = new MemorySettings(),
            Qb = new QuickBooksDesktopSettings
            {
                Listen = Value("qb.listen", Address.AbsoluteUri),
                UserName = Value("qb.userName", "crmqbsync"),
                Password = new ProfileValue("qb.password", "acme.yaml(1,1)", [new ValuePart(ValuePartKind.Secret, "qbwc")]),
                CompanyFile = companyFile is null ? null : Value("qb.companyFile", companyFile),
            },
        };
    }

    private sealed class Sides(DesktopWorld world) : IConnectionFactory
    {
        public IConnection Create(SyncProfile profile, Side side) => Create(profile, side, new ConnectionDemands());

        public IConnection Create(SyncProfile profile, Side side, ConnectionDemands demands) => side == Side.Crm
            ? world.ConnectCrm?.Invoke(profile, demands) ?? new MemoryConnection(world.Crm, profile.Rules, null, world._guard)
            : DesktopConnections.Create(profile, (QuickBooksDesktopSettings)profile.Qb, world._web!, demands);
    }
}
