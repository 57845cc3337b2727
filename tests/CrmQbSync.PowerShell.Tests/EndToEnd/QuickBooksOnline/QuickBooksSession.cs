using CrmQbSync.Emulators.QuickBooksOnline;
using CrmQbSync.PowerShell.Tests.Hosting;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.QuickBooksOnline;

/// <summary>A PowerShell with the module, an emulated company, and a profile between that and a file of contacts.</summary>
internal sealed class QuickBooksSession : IAsyncDisposable
{
    /// <summary>The header of the file of contacts.</summary>
    public const string Header = "Id,Email,FirstName,LastName,Phone,BillingStreet,BillingCity,Website,Notes";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crmqbsync-qbsession-");

    /// <summary>What the secrets are named after: all tests share one store.</summary>
    private readonly string _account = $"acme-{Guid.NewGuid():N}";

    private QuickBooksSession(QuickBooksOnlineEmulator emulator) => Emulator = emulator;

    public QuickBooksOnlineEmulator Emulator { get; }

    public Company Company => Emulator.Company;

    public ModuleSession Shell { get; } = new();

    /// <summary>The profile.</summary>
    public string Profile => In("acme.yaml");

    /// <param name="more">More lines of the profile.</param>
    /// <param name="connection">More lines of the connection.</param>
    public static async Task<QuickBooksSession> StartAsync(string more = "", string connection = "")
    {
        var session = new QuickBooksSession(await QuickBooksOnlineEmulator.StartAsync());
        foreach (var (name, value) in new[] { ("id", session.Emulator.SignIn.ClientId), ("secret", session.Emulator.SignIn.ClientSecret), ("refresh", session.Emulator.SignIn.RefreshToken) })
            session.Shell.Pipe([value], $"$input | Set-ContactSyncSecret {session._account}-{name}");
        session.Use(more, connection);
        session.WriteContacts();
        return session;
    }

    /// <summary>Writes the profile.</summary>
    public void Use(string more, string connection = "") => File.WriteAllText(Profile, $$"""
        {{more}}
        crm: { type: Csv, path: contacts.csv }
        qb:
          type: QuickBooksOnline
          environment: sandbox
          realmId: '{{Emulator.RealmId}}'
          clientId: ${secret:{{_account}}-id}
          clientSecret: ${secret:{{_account}}-secret}
          refreshToken: ${secret:{{_account}}-refresh}
          tokenUrl: {{Emulator.TokenUrl}}
          apiUrl: {{Emulator.Address.AbsoluteUri.TrimEnd('/')}}
          {{connection}}
        """);

    /// <summary>Writes the file of contacts.</summary>
    public void WriteContacts(params IEnumerable<string> rows) => File.WriteAllLines(In("contacts.csv"), [Header, .. rows]);

    /// <summary>The rows of that file.</summary>
    public string[] Contacts => File.ReadAllLines(In("contacts.csv"))[1..];

    /// <summary>A run without errors; forgets the calls before it.</summary>
    public ScriptResult Sync()
    {
        Emulator.ForgetCalls();
        var run = Shell.Run("Invoke-ContactSync $args[0]", Profile);
        Assert.True(run.Errors.Count == 0, string.Join('\n', run.Errors));
        return run;
    }

    /// <summary>The entries of the last run, one property of each.</summary>
    public IEnumerable<string> Entries(string property) =>
        Shell.Run($"Get-ContactSyncHistory $args[0] -Last 1 | Get-ContactSyncEntry | ForEach-Object {{ \"$($_.{property})\" }}", Profile).Texts;

    /// <summary>The items of all batches since the calls were forgotten.</summary>
    public List<JObject> Sent() =>
        [.. Emulator.Calls.Where(call => call.Resource == "batch").SelectMany(call => JObject.Parse(call.Body)["BatchItemRequest"]!).Select(item => item["Customer"]).OfType<JObject>()];

    public string In(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>A customer for the company.</summary>
    public static JObject Customer(string name, string email, params (string Member, JToken Value)[] members)
    {
        var customer = new JObject { ["DisplayName"] = name, ["PrimaryEmailAddr"] = new JObject { ["Address"] = email } };
        foreach (var (member, value) in members)
            customer[member] = value;
        return customer;
    }

    public async ValueTask DisposeAsync()
    {
        Shell.Dispose();
        await Emulator.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
