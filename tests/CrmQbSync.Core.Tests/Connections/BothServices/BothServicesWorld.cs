using CrmQbSync.Connections.Http;
using CrmQbSync.Emulators.QuickBooksOnline;
using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.Profiles;
using CrmQbSync.Running;
using CrmQbSync.Secrets;
using CrmQbSync.State;
using CrmQbSync.Tests.Connections.ZohoCrm;
using CrmQbSync.Tests.Doubles;
using Newtonsoft.Json.Linq;
using QbFault = CrmQbSync.Emulators.QuickBooksOnline.FaultKind;

namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>The engine between the emulated Zoho CRM and an emulated company of QuickBooks Online; only the clock and the secrets are not real.</summary>
internal sealed class BothServicesWorld : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    private static readonly QbFault[] s_qbFaults =
        [QbFault.ErrorBefore, QbFault.ErrorAfter, QbFault.ResetBefore, QbFault.ResetAfter, QbFault.TornBody, QbFault.Unauthorized, QbFault.Throttled];

    private static readonly ZohoFaultKind[] s_crmFaults =
        [ZohoFaultKind.ErrorBefore, ZohoFaultKind.ErrorAfter, ZohoFaultKind.ResetBefore, ZohoFaultKind.ResetAfter, ZohoFaultKind.TornBody, ZohoFaultKind.Unauthorized, ZohoFaultKind.TooManyWithWait];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crmqbsync-both-");
    private readonly SkippingClock _clock;
    private readonly IContactSync _engine;

    private BothServicesWorld(SkippingClock clock, ZohoCrmEmulator zoho, QuickBooksOnlineEmulator quickBooks, string more)
    {
        (_clock, Zoho, QuickBooks) = (clock, zoho, quickBooks);
        var secrets = new MemorySecrets();
        secrets.Values["zoho-id"] = zoho.Accounts.ClientId;
        secrets.Values["zoho-secret"] = zoho.Accounts.ClientSecret;
        secrets.Values["acme-crm-refresh"] = zoho.Accounts.Grant();
        secrets.Values["qb-id"] = quickBooks.SignIn.ClientId;
        secrets.Values["qb-secret"] = quickBooks.SignIn.ClientSecret;
        secrets.Values["acme-qb-refresh"] = quickBooks.SignIn.RefreshToken;
        var home = Path.Combine(_folder.FullName, "home");
        Web = new WebServices
        {
            Clock = clock,
            Home = home,
            Secrets = _ => secrets,
            Protection = SecretStores.ProtectionOfUser(home),
            Jitter = () => 0.5,
            MakeHandler = proxy => new BusyHandler(HttpHandlers.Create(proxy), clock),
            Log = new ListLog(),
        };
        _engine = ContactSyncFactory.Create(Web);
        Profile = ReadProfile(more);
    }

    public ZohoCrmEmulator Zoho { get; }

    public QuickBooksOnlineEmulator QuickBooks { get; }

    public SyncProfile Profile { get; }

    public WebServices Web { get; }

    /// <param name="more">More lines of the profile.</param>
    public static async Task<BothServicesWorld> StartAsync(string more = "")
    {
        var clock = new SkippingClock(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        return new BothServicesWorld(clock, await ZohoCrmEmulator.StartAsync(clock), await QuickBooksOnlineEmulator.StartAsync(clock), more);
    }

    /// <summary>Time passes.</summary>
    public void Wait(int minutes) => _clock.Advance(TimeSpan.FromMinutes(minutes));

    /// <summary>Something is to go wrong on either side.</summary>
    public void AddFaults(Random random)
    {
        T Pick<T>(T[] choices) => choices[random.Next(choices.Length)];
        Zoho.Faults.Add(Pick(s_crmFaults), Pick(["GET", "POST", "PUT"]), "/crm/v8/Contacts", random.Next(1, 7));
        QuickBooks.Faults.Add(Pick(s_qbFaults), Pick(["batch", "batch", "query", "cdc"]), random.Next(1, 7));
    }

    /// <summary>Nothing goes wrong any more.</summary>
    public void ClearFaults()
    {
        Zoho.Faults.Clear();
        QuickBooks.Faults.Clear();
    }

    /// <summary>A run, a while later.</summary>
    public async Task<RunResult> RunAsync()
    {
        Wait(20);
        return await _engine.RunAsync(Profile, new RunOptions(), new SilentObserver(), CancellationToken.None).WaitAsync(s_patience);
    }

    public async Task<List<SyncEntry>> EntriesAsync(SyncRun run) =>
        await _engine.GetEntriesAsync(Profile, new EntryQuery { SyncId = run.SyncId }, CancellationToken.None).ToListAsync();

    /// <summary>The contacts by address.</summary>
    public Dictionary<string, ZohoRecord> Contacts() =>
        Zoho.Organisation.Contacts.Existing.ToDictionary(record => record.Text("Email")!, StringComparer.OrdinalIgnoreCase);

    /// <summary>The active customers by address.</summary>
    public Dictionary<string, JObject> Customers() =>
        QuickBooks.Company.Customers.Where(customer => customer.Value<bool?>("Active") != false)
            .ToDictionary(customer => (string)customer["PrimaryEmailAddr"]!["Address"]!, StringComparer.OrdinalIgnoreCase);

    public async ValueTask DisposeAsync()
    {
        await Zoho.DisposeAsync();
        await QuickBooks.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>While a service is asked, the clock does not skip.</summary>
    private sealed class BusyHandler(HttpMessageHandler inner, SkippingClock clock) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var busy = clock.Busy();
            return await base.SendAsync(request, cancellationToken);
        }
    }

    private SyncProfile ReadProfile(string more)
    {
        var path = Path.Combine(_folder.FullName, "acme.yaml");
        File.WriteAllText(path, $$"""
            {{more}}
            crm:
              type: ZohoCrm
              dataCenter: us
              clientId: ${secret:zoho-id}
              clientSecret: ${secret:zoho-secret}
              accountsUrl: {{Zoho.Address.ToString().TrimEnd('/')}}
            qb:
              type: QuickBooksOnline
              environment: sandbox
              realmId: '{{QuickBooks.RealmId}}'
              clientId: ${secret:qb-id}
              clientSecret: ${secret:qb-secret}
              tokenUrl: {{QuickBooks.TokenUrl}}
              apiUrl: {{QuickBooks.Address.AbsoluteUri.TrimEnd('/')}}
            """);
        return new ProfileStore(_ => null).Read(path);
    }
}
