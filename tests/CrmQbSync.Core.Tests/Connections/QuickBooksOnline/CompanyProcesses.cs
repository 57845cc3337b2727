using System.Globalization;
using CrmQbSync.Connections.Http;
using CrmQbSync.Emulators.QuickBooksOnline;
using CrmQbSync.Profiles;
using CrmQbSync.Running;
using CrmQbSync.Secrets;
using CrmQbSync.State;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.State;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Tests.Connections.QuickBooksOnline;

/// <summary>An emulated company and processes of their own that synchronise files with it, by the system's clock and the module's own secret store.</summary>
internal sealed class CompanyProcesses : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crmqbsync-qboprocesses-");
    private readonly List<StateHostProcess> _processes = [];

    private CompanyProcesses(QuickBooksOnlineEmulator emulator) => Emulator = emulator;

    public QuickBooksOnlineEmulator Emulator { get; }

    public ISecretStore Secrets => SecretStores.Open(In("home"), null, TimeProvider.System);

    public static async Task<CompanyProcesses> StartAsync()
    {
        var place = new CompanyProcesses(await QuickBooksOnlineEmulator.StartAsync());
        var signIn = place.Emulator.SignIn;
        foreach (var (name, value) in new[] { ("id", signIn.ClientId), ("secret", signIn.ClientSecret), ("refresh", signIn.RefreshToken) })
            await place.Secrets.SetAsync($"acme-qb-{name}", value, null, CancellationToken.None);
        return place;
    }

    /// <summary>A profile of that name, and its file of contacts.</summary>
    public void Prepare(string name, IEnumerable<string> contacts, string more = "")
    {
        File.WriteAllLines(In($"{name}.csv"), ["Id,Email,LastName,Notes", .. contacts]);
        File.WriteAllText(In($"{name}.yaml"), $$"""
            {{more}}
            crm: { type: Csv, path: {{name}}.csv }
            qb:
              type: QuickBooksOnline
              environment: sandbox
              realmId: '{{Emulator.RealmId}}'
              clientId: ${secret:acme-qb-id}
              clientSecret: ${secret:acme-qb-secret}
              refreshToken: ${secret:acme-qb-refresh}
              tokenUrl: {{Emulator.TokenUrl}}
              apiUrl: {{Emulator.Address.AbsoluteUri.TrimEnd('/')}}
            """);
    }

    /// <summary>A process that synchronises a profile.</summary>
    public StateHostProcess Start(string name)
    {
        var process = StateHostProcess.Start(new Dictionary<string, string> { ["CRMQBSYNC_HOME"] = In("home") }, "sync", In($"{name}.yaml"));
        _processes.Add(process);
        return process;
    }

    public string[] Contacts(string name) => File.ReadAllLines(In($"{name}.csv"))[1..];

    /// <summary>A run in this process.</summary>
    public Task<RunResult> RunAsync(string name) => Engine().RunAsync(Profile(name), new RunOptions(), new SilentObserver(), CancellationToken.None);

    public async Task<List<SyncRun>> HistoryAsync(string name) => await Engine().GetHistoryAsync(Profile(name), new RunQuery(), CancellationToken.None).ToListAsync();

    public async Task<List<SyncEntry>> EntriesAsync(string name, long syncId) =>
        await Engine().GetEntriesAsync(Profile(name), new EntryQuery { SyncId = syncId }, CancellationToken.None).ToListAsync();

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static JObject Customer(int number, string notes) => new()
    {
        ["DisplayName"] = $"Person {Text(number)}",
        ["FamilyName"] = $"Person {Text(number)}",
        ["PrimaryEmailAddr"] = new JObject { ["Address"] = $"p{Text(number)}@example.com" },
        ["Notes"] = notes,
    };

    public async ValueTask DisposeAsync()
    {
        _processes.ForEach(process => process.Dispose());
        await Emulator.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private IContactSync Engine() => ContactSyncFactory.Create(new WebServices
    {
        Clock = TimeProvider.System,
        Home = In("home"),
        Secrets = _ => Secrets,
        Protection = SecretStores.ProtectionOfUser(In("home")),
    });

    private SyncProfile Profile(string name) => new ProfileStore(_ => null).Read(In($"{name}.yaml"));

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
