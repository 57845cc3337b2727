using System.Globalization;
using CrmQbSync.Bench.Measuring;
using CrmQbSync.Connections.Http;
using CrmQbSync.Emulators.QuickBooksOnline;
using CrmQbSync.Profiles;
using CrmQbSync.Running;
using CrmQbSync.Secrets;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Bench.Data;

/// <summary>
/// A file of contacts and an emulated company of as many customers, each call of which takes 100 ms. Of each twenty people one is new on either side, one
/// has another city in the file; all else is the same.
/// </summary>
internal sealed class QuickBooksFolder : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crmqbsync-bench-qbo-");
    private readonly ShiftedClock _clock;
    private SyncProfile _profile = null!;
    private IContactSync _engine = null!;

    private QuickBooksFolder(QuickBooksOnlineEmulator emulator, ShiftedClock clock) => (Emulator, _clock) = (emulator, clock);

    public QuickBooksOnlineEmulator Emulator { get; }

    public static async Task<QuickBooksFolder> MakeAsync(int records)
    {
        var clock = new ShiftedClock { SetBack = TimeSpan.FromHours(3) };
        var folder = new QuickBooksFolder(await QuickBooksOnlineEmulator.StartAsync(clock), clock);
        folder.Emulator.Company.AddMany(Enumerable.Range(0, records).Select(number => Customer(number % 20 == 0 ? number + records : number)));
        File.WriteAllLines(folder.In("contacts.csv"), ["Id,Email,FirstName,LastName,Phone,BillingStreet,BillingCity", .. Enumerable.Range(0, records).Select(Contact)]);
        clock.SetBack = TimeSpan.Zero;
        folder.Emulator.Knobs.Latency = TimeSpan.FromMilliseconds(100);
        folder.Emulator.Knobs.EnforcesLimits = true;
        await folder.PrepareAsync();
        return folder;
    }

    public async Task<SyncRun> RunAsync()
    {
        var result = await _engine.RunAsync(_profile, new RunOptions(), new QuietObserver(), CancellationToken.None);
        return result.Run is { Status: RunStatus.Succeeded } run ? run : throw new InvalidOperationException($"{result.Run?.Status} {result.Error}");
    }

    public async ValueTask DisposeAsync()
    {
        await Emulator.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task PrepareAsync()
    {
        var secrets = SecretStores.Open(In("home"), null, _clock);
        foreach (var (name, value) in new[] { ("id", Emulator.SignIn.ClientId), ("secret", Emulator.SignIn.ClientSecret), ("refresh", Emulator.SignIn.RefreshToken) })
            await secrets.SetAsync($"acme-qb-{name}", value, null, CancellationToken.None);
        File.WriteAllText(In("acme.yaml"), $$"""
            crm: { type: Csv, path: contacts.csv }
            qb:
              type: QuickBooksOnline
              realmId: '{{Emulator.RealmId}}'
              clientId: ${secret:acme-qb-id}
              clientSecret: ${secret:acme-qb-secret}
              tokenUrl: {{Emulator.TokenUrl}}
              apiUrl: {{Emulator.Address.AbsoluteUri.TrimEnd('/')}}
            """);
        _profile = new ProfileStore(_ => null).Read(In("acme.yaml"));
        _engine = ContactSyncFactory.Create(new WebServices
        {
            Clock = _clock,
            Home = In("home"),
            Secrets = _ => secrets,
            Protection = SecretStores.ProtectionOfUser(In("home")),
        });
    }

    private static JObject Customer(int number) => new()
    {
        ["DisplayName"] = $"Person {Text(number)}",
        ["GivenName"] = "Person",
        ["FamilyName"] = Text(number),
        ["PrimaryEmailAddr"] = new JObject { ["Address"] = $"p{Text(number)}@example.com" },
        ["PrimaryPhone"] = new JObject { ["FreeFormNumber"] = "(212) 555-0100" },
        ["BillAddr"] = new JObject { ["Line1"] = "1 Way", ["City"] = "Rome" },
    };

    private static string Contact(int number) =>
        $"{Text(number + 1)},p{Text(number)}@example.com,Person,{Text(number)},+1 212 555 0100,1 Way,{(number % 20 == 1 ? "Paris" : "Rome")}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
