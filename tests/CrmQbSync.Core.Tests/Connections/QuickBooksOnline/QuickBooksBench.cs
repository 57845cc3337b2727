using System.Collections.Concurrent;
using CrmQbSync.Connections.Http;
using CrmQbSync.Emulators.QuickBooksOnline;
using CrmQbSync.Profiles;
using CrmQbSync.Running;
using CrmQbSync.Secrets;
using CrmQbSync.State;
using CrmQbSync.Tests.Doubles;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Tests.Connections.QuickBooksOnline;

/// <summary>The engine between a CSV file and an emulated company, in a folder of its own. Only the clock is not real.</summary>
internal sealed class QuickBooksBench : IAsyncDisposable, IServiceLog
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crmqbsync-qbo-");
    private readonly List<string> _log = [];
    private readonly FileSecretStore _secrets;
    private int _profiles;

    private QuickBooksBench(SkippingClock clock, QuickBooksOnlineEmulator emulator)
    {
        Clock = clock;
        Emulator = emulator;
        _secrets = SecretStores.Open(In("home"), null, clock);
        Web = new WebServices
        {
            Clock = clock,
            Home = In("home"),
            Secrets = _ => _secrets,
            Protection = SecretStores.ProtectionOfUser(In("home")),
            Jitter = () => 0.5,
            MakeHandler = proxy => new WatchedHandler(HttpHandlers.Create(proxy), clock, Starts),
            Log = this,
        };
        Engine = ContactSyncFactory.Create(Web);
    }

    public SkippingClock Clock { get; }

    public QuickBooksOnlineEmulator Emulator { get; }

    public Company Company => Emulator.Company;

    public WebServices Web { get; }

    public IContactSync Engine { get; }

    public SyncProfile Profile { get; private set; } = null!;

    public ISecretStore Secrets => _secrets;

    /// <summary>When each call of the accounting API left, and whether it is a batch.</summary>
    public ConcurrentQueue<(DateTimeOffset At, bool IsBatch)> Starts { get; } = new();

    public string Folder => _folder.FullName;

    /// <summary>Everything that was told.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return string.Join('\n', _log);
        }
    }

    /// <summary>A bench whose company has been there for a month.</summary>
    /// <param name="profile">More lines of the profile.</param>
    /// <param name="connection">More lines of the connection.</param>
    /// <param name="ahead">How far the service's clock is ahead of ours.</param>
    public static async Task<QuickBooksBench> StartAsync(string profile = "", string connection = "", TimeSpan ahead = default)
    {
        var clock = new SkippingClock(new DateTimeOffset(2026, 9, 1, 8, 0, 0, TimeSpan.Zero));
        var emulator = await QuickBooksOnlineEmulator.StartAsync(new ClockAhead(clock, ahead));
        var bench = new QuickBooksBench(clock, emulator);
        await bench._secrets.SetAsync("acme-qb-id", emulator.SignIn.ClientId, null, CancellationToken.None);
        await bench._secrets.SetAsync("acme-qb-secret", emulator.SignIn.ClientSecret, null, CancellationToken.None);
        await bench._secrets.SetAsync("acme-qb-refresh", emulator.SignIn.RefreshToken, null, CancellationToken.None);
        bench.UseProfile(profile, connection);
        bench.WriteContacts();
        return bench;
    }

    /// <summary>Writes the profile anew.</summary>
    public void UseProfile(string profile = "", string connection = "", string? realm = null)
    {
        // Another file each time, since what was read of one may be kept.
        var path = In($"{++_profiles}/acme.yaml");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $$"""
            name: acme
            state: { path: '{{In("acme.state.db")}}' }
            {{profile}}
            crm: { type: Csv, path: '{{In("contacts.csv")}}' }
            qb:
              type: QuickBooksOnline
              environment: sandbox
              realmId: '{{realm ?? Emulator.RealmId}}'
              clientId: ${secret:acme-qb-id}
              clientSecret: ${secret:acme-qb-secret}
              tokenUrl: {{Emulator.TokenUrl}}
              apiUrl: {{Emulator.Address.AbsoluteUri.TrimEnd('/')}}
              {{connection}}
            """);
        Profile = new ProfileStore(_ => null).Read(path);
    }

    public string In(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Time passes: as much that what was done before is no change any more.</summary>
    public void Wait(int minutes = 30) => Clock.Advance(TimeSpan.FromMinutes(minutes));

    /// <summary>The CRM's contacts: lines of a CSV file below its header.</summary>
    public void WriteContacts(params string[] lines) => File.WriteAllLines(In("contacts.csv"), [Header, .. lines]);

    public const string Header =
        "Id,Email,FirstName,LastName,Company,Phone,Mobile,Notes,Website,BillingStreet,BillingCity,BillingState,BillingPostalCode,BillingCountry";

    public string[] Contacts => File.ReadAllLines(In("contacts.csv"))[1..];

    /// <summary>A contact's line by some of its values.</summary>
    public static string Contact(int id, string email, params (string Field, string Value)[] values)
    {
        var cells = Header.Split(',').Select(_ => "").ToArray();
        cells[0] = id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        cells[1] = email;
        foreach (var (field, value) in values)
            cells[Array.IndexOf(Header.Split(','), field)] = $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        return string.Join(',', cells);
    }

    /// <summary>A customer for the company.</summary>
    public static JObject Customer(string name, string email, params (string Member, JToken Value)[] members)
    {
        var customer = new JObject { ["DisplayName"] = name, ["PrimaryEmailAddr"] = new JObject { ["Address"] = email } };
        foreach (var (member, value) in members)
            customer[member] = value;
        return customer;
    }

    public Task<RunResult> RunAsync(RunOptions? options = null) =>
        Engine.RunAsync(Profile, options ?? new RunOptions(), new SilentObserver(), CancellationToken.None).WaitAsync(Patience);

    /// <summary>A run that has to succeed.</summary>
    public async Task<SyncRun> SucceedAsync(RunOptions? options = null)
    {
        var result = await RunAsync(options);
        var failed = string.Join('\n', (await EntriesAsync(result.Run!.SyncId)).Where(entry => entry.Status == EntryStatus.Failed).Select(entry => $"{entry.Email}: {entry.ErrorCode} {entry.Message}"));
        Assert.True(result.Run.Status == RunStatus.Succeeded, $"{result.Run.Status} {result.Error} {failed}\n{Log}");
        return result.Run;
    }

    public Task<RunResult> UndoAsync(long syncId) =>
        Engine.UndoAsync(Profile, syncId, new SilentObserver(), CancellationToken.None).WaitAsync(Patience);

    public Task<List<SyncEntry>> EntriesAsync(long syncId) =>
        ListAsync(Engine.GetEntriesAsync(Profile, new EntryQuery { SyncId = syncId }, CancellationToken.None));

    public Task<List<Contact>> ReadAsync(ContactFilter? filter = null) =>
        ListAsync(Engine.ReadContactsAsync(Profile, Side.Qb, filter ?? new ContactFilter(), (_, _) => { }, CancellationToken.None));

    /// <summary>How many calls of a resource were made since they were last forgotten.</summary>
    public int Calls(string? resource = null) => Emulator.ApiCalls.Count(call => resource is null || call.Resource == resource);

    public JObject Only() => Assert.Single(Company.Customers);

    void IServiceLog.Debug(string line) => Tell(line);

    void IServiceLog.Verbose(string line) => Tell(line);

    public async ValueTask DisposeAsync()
    {
        await Emulator.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private void Tell(string line)
    {
        lock (_log)
            _log.Add(line);
    }

    /// <summary>The most calls that left within any minute.</summary>
    public int BusiestMinute(bool batchesOnly)
    {
        var times = Starts.Where(start => start.IsBatch || !batchesOnly).Select(start => start.At).Order().ToList();
        return times.Count == 0 ? 0 : times.Max(first => times.Count(time => time >= first && time < first.AddMinutes(1)));
    }

    /// <summary>The service's clock.</summary>
    private sealed class ClockAhead(SkippingClock clock, TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + ahead;
    }

    private sealed class WatchedHandler(HttpMessageHandler inner, SkippingClock clock, ConcurrentQueue<(DateTimeOffset, bool)> starts) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var busy = clock.Busy();
            var path = request.RequestUri!.AbsolutePath;
            if (path.StartsWith("/v3/", StringComparison.Ordinal))
                starts.Enqueue((clock.GetUtcNow(), path.EndsWith("/batch", StringComparison.Ordinal)));
            return await base.SendAsync(request, cancellationToken);
        }
    }

    private static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
            list.Add(item);
        return list;
    }
}
