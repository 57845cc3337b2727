using CrmQbSync.Connections;
using CrmQbSync.Connections.QuickBooksOnline;
using CrmQbSync.Emulators.QuickBooksOnline;
using CrmQbSync.Profiles;
using CrmQbSync.Running;
using CrmQbSync.State;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Laws;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Tests.Connections.QuickBooksOnline;

/// <summary>A CRM and a state in memory, and an emulated company behind HTTP.</summary>
internal sealed class CompanyWorld : IAsyncDisposable, IConnectionFactory
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The custom field lives in a member of its own.</summary>
    private static readonly Dictionary<string, (string Member, string? Inner)> Members = new()
    {
        ["Email"] = ("PrimaryEmailAddr", "Address"),
        ["LastName"] = ("FamilyName", null),
        ["Company"] = ("CompanyName", null),
        ["Phone"] = ("PrimaryPhone", "FreeFormNumber"),
        ["Notes"] = ("Notes", null),
        ["BillingCity"] = ("BillAddr", "City"),
        ["Tier"] = ("ResaleNum", null),
    };

    private readonly QuickBooksBench _bench;
    private readonly QuickBooksOnlineSettings _settings;
    private FaultSwitch? _faults;
    private int _tokens;
    private int _made;

    private CompanyWorld(QuickBooksBench bench, SyncProfile profile, SideShape crm)
    {
        _bench = bench;
        _settings = (QuickBooksOnlineSettings)bench.Profile.Qb;
        Use(profile, includeJobs: profile.Qb.IncludeJobs);
        Crm = new MemorySide(Side.Crm, crm, bench.Clock);
        States = new MemoryStateStoreFactory(bench.Clock, Guard);
        Company.Add(new JObject { ["DisplayName"] = "Parent of jobs" });
    }

    public ContractGuard Guard { get; } = new();

    public MemorySide Crm { get; }

    public QuickBooksOnlineEmulator Emulator => _bench.Emulator;

    public Company Company => _bench.Company;

    public MemoryStateStoreFactory States { get; }

    public SyncProfile Profile { get; private set; } = null!;

    public string Log => _bench.Log;

    public static async Task<CompanyWorld> StartAsync(SyncProfile profile, SideShape crm) => new(await QuickBooksBench.StartAsync(), profile, crm);

    /// <summary>Another profile, over the same two sides.</summary>
    public void Use(SyncProfile profile, bool includeJobs) => Profile = profile with
    {
        // The bench's secrets are named after this one.
        Name = "acme",
        Qb = _settings with { IncludeJobs = includeJobs },
        Rules = [.. profile.Rules.Select(rule => rule.Field.Name == "Tier" ? rule with { QbName = "ResaleNum" } : rule)],
    };

    public void Wait() => _bench.Wait(10);

    /// <summary>The customers that are active, the parent of jobs excepted.</summary>
    public List<JObject> Existing => [.. Company.Customers.Where(customer => (bool)customer["Active"]! && (string?)customer["Id"] != "1")];

    public List<JObject> Inactive => [.. Company.Customers.Where(customer => !(bool)customer["Active"]!)];

    public static string? Value(JObject customer, string field)
    {
        var (member, inner) = Members[field];
        return inner is null ? (string?)customer[member] : (string?)(customer[member] as JObject)?[inner];
    }

    /// <summary>A person adds a customer.</summary>
    public void Add(Seed seed) => Add(Company, seed, $"Seed {++_made}");

    /// <summary>A person adds a customer of that name to a company whose first one is the parent of jobs.</summary>
    public static void Add(Company company, Seed seed, string name)
    {
        var customer = new JObject { ["DisplayName"] = name };
        foreach (var (field, value) in seed.Values)
        {
            if (Held(field, value) is { } held)
                customer[Members[field].Member] = Token(field, held);
        }
        if (seed.IsJob)
            (customer["Job"], customer["ParentRef"]) = (true, new JObject { ["value"] = "1" });
        // What no program could store is written by hand.
        var email = customer["PrimaryEmailAddr"];
        customer.Remove("PrimaryEmailAddr");
        var id = company.Add(customer);
        if (email is not null)
            company.Edit(id, new JObject { ["PrimaryEmailAddr"] = email });
        if (seed.HasOpenBalance)
            company.PostInvoice(id, 10);
    }

    /// <summary>A person edits a field.</summary>
    public void Edit(JObject customer, string field, string? value) => Edit(Company, customer, field, value);

    /// <summary>A person edits a field.</summary>
    public static void Edit(Company company, JObject customer, string field, string? value)
    {
        var held = Held(field, value);
        company.Edit((string)customer["Id"]!, new JObject { [Members[field].Member] = held is null ? JValue.CreateNull() : Token(field, held) });
    }

    /// <summary>A person makes a customer active again. A name that somebody has meanwhile keeps them from it, as the screen does.</summary>
    public static void Reactivate(Company company, JObject customer)
    {
        var name = ((string)customer["DisplayName"]!).Replace(" (deleted)", "", StringComparison.Ordinal);
        if (!company.Customers.Any(other => ((string)other["FullyQualifiedName"]!).Equals(name, StringComparison.OrdinalIgnoreCase)))
            company.Reactivate((string)customer["Id"]!);
    }

    /// <summary>What is uncertain about the service differs from one scenario to the next.</summary>
    public static void Turn(QuickBooksKnobs knobs, int choice)
    {
        knobs.SparseBlank = (BlankMeaning)(choice % 3);
        knobs.SparseNull = (BlankMeaning)(choice / 3 % 3);
        knobs.SparseAddressIsMerged = choice % 2 == 0;
        knobs.ReactivationDropsSuffix = choice / 2 % 2 == 0;
        knobs.InactiveNamesStayTaken = choice / 4 % 2 == 0;
        knobs.IdsAreOrderedAsText = choice / 8 % 2 == 0;
        knobs.RepeatedRequestIsRefused = choice / 16 % 2 == 0;
        knobs.RetryAfterSeconds = choice / 32 % 2 == 0 ? null : 3;
    }

    public Task<RunResult> RunAsync(RunOptions? options = null) =>
        Engine(States).RunAsync(Profile, options ?? new RunOptions { Force = true }, new SilentObserver(), CancellationToken.None).WaitAsync(Patience);

    /// <summary>A run that something happens to.</summary>
    public async Task RunAsync(FaultSwitch faults)
    {
        _faults = faults;
        try
        {
            await Engine(new FaultyStateStoreFactory(States, faults)).RunAsync(Profile, new RunOptions { Force = true }, new SilentObserver(), faults.Stop).WaitAsync(Patience);
        }
        catch (Exception error) when (faults.IsDead || (faults.HasStruck && error is SyncException or OperationCanceledException))
        {
            // What it was is of no interest: the next run is.
        }
        finally
        {
            _faults = null;
            if (faults.IsDead)
                States.NextProcess();
        }
    }

    public Task<RunResult> UndoAsync(long syncId) => Engine(States).UndoAsync(Profile, syncId, new SilentObserver(), CancellationToken.None).WaitAsync(Patience);

    public async Task<List<SyncEntry>> EntriesAsync(long syncId)
    {
        var entries = new List<SyncEntry>();
        await foreach (var entry in Engine(States).GetEntriesAsync(Profile, new EntryQuery { SyncId = syncId }, CancellationToken.None))
            entries.Add(entry);
        return entries;
    }

    public async Task<List<ContactLink>> LinksAsync()
    {
        var links = new List<ContactLink>();
        await foreach (var link in Engine(States).GetLinksAsync(Profile, null, CancellationToken.None))
            links.Add(link);
        return links;
    }

    /// <summary>All that stands on both sides, without ids and versions.</summary>
    public List<string> Picture() =>
    [
        .. Crm.Existing.Select(contact => "Crm " + string.Join('|', Pools.Fields.Select(field => Agreement.Normal(field, contact[field])))),
        .. Company.Customers.Select(customer => $"Qb {(bool)customer["Active"]!} {string.Join('|', Pools.Fields.Select(field => Agreement.Normal(field, Value(customer, field))))}"),
    ];

    public IConnection Create(SyncProfile profile, Side side)
    {
        IConnection connection = side == Side.Crm
            ? new MemoryConnection(Crm, profile.Rules, token => States[Profile.StatePath]?.Intents.FirstOrDefault(intent => intent.Token == token), Guard)
            : new QuickBooksOnlineConnection(profile, (QuickBooksOnlineSettings)profile.Qb, _bench.Web);
        return _faults is null ? connection : new FaultyConnection(connection, _faults);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    private ContactSync Engine(IStateStoreFactory states) => new(new SyncServices
    {
        Clock = _bench.Clock,
        Connections = this,
        States = states,
        NewToken = () => $"t{Interlocked.Increment(ref _tokens)}",
    });

    /// <summary>What QuickBooks' own screens make of a value.</summary>
    private static string? Held(string field, string? value)
    {
        var text = value?.Trim();
        if (field == Pools.Email)
            text = text?.Replace("; ", ",", StringComparison.Ordinal).Replace("mailto:", "", StringComparison.Ordinal);
        return string.IsNullOrEmpty(text) ? null : text;
    }

    private static JToken Token(string field, string value) => Members[field].Inner is { } inner ? new JObject { [inner] = value } : value;
}
