using CrmQbSync.Connections;
using CrmQbSync.Connections.Http;
using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.Profiles;
using CrmQbSync.Running;
using CrmQbSync.Secrets;
using CrmQbSync.State;
using CrmQbSync.State.Sqlite;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Connections.ZohoCrm;

/// <summary>The engine between the emulated Zoho CRM and a file of customers, with a real state; the clock and the secrets are not real.</summary>
internal sealed class ZohoWorld : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crmqbsync-zoho-");
    private readonly WebServices _web;

    private ZohoWorld(ZohoCrmEmulator emulator, QuickClock clock)
    {
        Emulator = emulator;
        Clock = clock;
        var home = Path.Combine(_folder.FullName, "home");
        _web = new WebServices
        {
            Clock = clock,
            Home = home,
            Secrets = _ => Secrets,
            Protection = SecretStores.ProtectionOfUser(home),
            Jitter = () => 0.5,
            Log = Log,
        };
        Secrets.Values["zoho-id"] = emulator.Accounts.ClientId;
        Secrets.Values["zoho-secret"] = emulator.Accounts.ClientSecret;
        Secrets.Values["acme-crm-refresh"] = emulator.Accounts.Grant();
        File.WriteAllText(QbPath, "Id,Email,FirstName,LastName,Company,Phone,BillingStreet,BillingCity,Notes\n");
    }

    public ZohoCrmEmulator Emulator { get; }

    public ZohoOrganisation Zoho => Emulator.Organisation;

    public QuickClock Clock { get; }

    public MemorySecrets Secrets { get; } = new();

    public ListLog Log { get; } = new();

    public string Folder => _folder.FullName;

    public string QbPath => Path.Combine(_folder.FullName, "qb.csv");

    /// <summary>More lines of the profile.</summary>
    public string More { get; set; } = "";

    /// <summary>More keys of the CRM.</summary>
    public string MoreOfCrm { get; set; } = "";

    public WebServices Web => _web;

    public SyncProfile Profile
    {
        get
        {
            var path = Path.Combine(_folder.FullName, "acme.yaml");
            File.WriteAllText(path, $$"""
                {{More}}
                crm:
                  type: ZohoCrm
                  dataCenter: us
                  clientId: ${secret:zoho-id}
                  clientSecret: ${secret:zoho-secret}
                  accountsUrl: {{Emulator.Address.ToString().TrimEnd('/')}}
                {{MoreOfCrm}}
                qb: { type: Csv, path: qb.csv }
                """);
            return new ProfileStore(_ => null).Read(path);
        }
    }

    public IContactSync Engine => ContactSyncFactory.Create(_web);

    public static async Task<ZohoWorld> StartAsync()
    {
        var clock = new QuickClock(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        return new ZohoWorld(await ZohoCrmEmulator.StartAsync(clock), clock);
    }

    /// <summary>A connection of its own, opened.</summary>
    public async Task<(IConnection Connection, ConnectionTraits Traits)> OpenAsync(string? memory = null, CancellationToken stop = default)
    {
        var connection = new ConnectionFactory(_web).Create(Profile, Side.Crm);
        return (connection, await connection.OpenAsync(memory, stop));
    }

    public void AddCustomer(params string[] cells) => File.AppendAllText(QbPath, string.Join(',', cells.Concat(Enumerable.Repeat("", 9 - cells.Length))) + "\n");

    /// <summary>The cells of the file, row by row without the header; no cell holds a comma.</summary>
    public List<string[]> Customers() => [.. File.ReadAllLines(QbPath).Skip(1).Select(line => line.Split(','))];

    /// <summary>A person edits the file.</summary>
    public void EditFile(string from, string to) => File.WriteAllText(QbPath, File.ReadAllText(QbPath).Replace(from, to, StringComparison.Ordinal));

    /// <summary>A run, a minute later.</summary>
    public async Task<RunResult> RunAsync(RunOptions? options = null)
    {
        Clock.Advance(TimeSpan.FromMinutes(1));
        return await Engine.RunAsync(Profile, options ?? new RunOptions(), new SilentObserver(), CancellationToken.None).WaitAsync(s_patience);
    }

    /// <summary>A run that must succeed.</summary>
    public async Task<SyncRun> SucceedAsync(RunOptions? options = null)
    {
        var result = await RunAsync(options);
        Assert.True(result.Error is null, $"{result.Error?.Id}: {result.Error?.Message}");
        var failed = (await EntriesAsync(result.Run!.SyncId)).Where(entry => entry.Status == EntryStatus.Failed).Select(entry => $"{entry.ErrorCode}: {entry.Message}");
        Assert.Empty(failed);
        return result.Run!;
    }

    public async Task<List<SyncEntry>> EntriesAsync(long syncId) => await Engine.GetEntriesAsync(Profile, new EntryQuery { SyncId = syncId }, CancellationToken.None).ToListAsync();

    public async Task<List<ContactLink>> LinksAsync() => await Engine.GetLinksAsync(Profile, null, CancellationToken.None).ToListAsync();

    public Task<List<Contact>> ReadAsync(ContactFilter? filter = null) =>
        Engine.ReadContactsAsync(Profile, Side.Crm, filter ?? new ContactFilter(), (_, message) => Assert.Fail(message), CancellationToken.None).ToListAsync().AsTask().WaitAsync(s_patience);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Emulator.DisposeAsync();
        }
        finally
        {
            _folder.Delete(recursive: true);
        }
    }
}
