using System.Globalization;
using System.Text;
using CrmQbSync.Connections.Http;
using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.Profiles;
using CrmQbSync.Running;
using CrmQbSync.Secrets;
using CrmQbSync.State;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Laws;
using CrmQbSync.Tests.State;

namespace CrmQbSync.Tests.Connections.ZohoCrm;

/// <summary>Real processes that are really killed while they write to Zoho CRM (law 8): the next run ends where an undisturbed one would have, and nothing is there twice.</summary>
public sealed class ZohoKillTests : IAsyncLifetime
{
    /// <summary>Of as many people a third is missing in the CRM, a third in the file, and the rest lives elsewhere there.</summary>
    private const int People = 750;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crmqbsync-zohokills-");
    private ZohoCrmEmulator _zoho = null!;
    private string _refreshToken = "";
    private StateHostProcess? _process;
    private int _calls;

    public async Task InitializeAsync()
    {
        _zoho = await ZohoCrmEmulator.StartAsync();
        _refreshToken = _zoho.Accounts.Grant();
        await File.WriteAllTextAsync(In("acme.yaml"), $$"""
            crm:
              type: ZohoCrm
              dataCenter: us
              clientId: ${env:T_ZOHO_ID}
              clientSecret: ${env:T_ZOHO_SECRET}
              refreshToken: ${env:T_ZOHO_REFRESH}
              accountsUrl: {{_zoho.Address.AbsoluteUri.TrimEnd('/')}}
            qb: { type: Csv, path: qb.csv }
            """);
        var file = new StringBuilder("Id,Email,LastName,Company,BillingCity\n");
        for (var number = 0; number < People; number++)
        {
            if (number % 3 != 1)
                file.Append(CultureInfo.InvariantCulture, $"{number},p{number}@x.example,Person {number},{(number % 30 == 0 ? $"Company {number}" : "")},Leeds\n");
            if (number % 3 != 0)
                _zoho.Organisation.AddContact(("Email", $"p{number}@x.example"), ("Last_Name", $"Person {number}"), ("Mailing_City", "York"));
        }
        await File.WriteAllTextAsync(In("qb.csv"), file.ToString().ReplaceLineEndings("\n"));
        await File.AppendAllTextAsync(In("acme.yaml"), "\npriority: Qb\n");
    }

    public async Task DisposeAsync()
    {
        _process?.Dispose();
        await _zoho.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>The call at which it is killed, counted from 1; whether Zoho still does what that call asks.</summary>
    [Theory]
    [InlineData("POST", "/v8/Accounts/upsert", 1, true)]
    [InlineData("POST", "/v8/Accounts/upsert", 1, false)]
    [InlineData("POST", "/v8/Contacts", 1, true)]
    [InlineData("POST", "/v8/Contacts", 1, false)]
    [InlineData("POST", "/v8/Contacts", 3, true)]
    [InlineData("PUT", "/v8/Contacts", 1, true)]
    [InlineData("PUT", "/v8/Contacts", 3, false)]
    public async Task Killed_at_a_call_the_next_run_finishes_the_work_and_nothing_is_there_twice(string method, string path, int number, bool isDone)
    {
        _process = StateHostProcess.Start(Variables(), "sync", In("acme.yaml"));
        _zoho.BeforeCall = request =>
        {
            if (request.Method != method || !request.Path.EndsWith(path, StringComparison.Ordinal) || Interlocked.Increment(ref _calls) < number)
                return;
            lock (_folder)
            {
                if (!_process.HasExited)
                    _process.Kill();
            }
            // What else was on its way then arrives, or not.
            if (!isDone)
                _zoho.Faults.Add(new ZohoFault(ZohoFaultKind.ResetBefore, _ => true, 100));
        };
        await _process.WaitAsync();
        await FinishAsync();
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public async Task Killed_at_any_time_the_next_run_finishes_the_work_and_nothing_is_there_twice(double share)
    {
        _zoho.Latency = TimeSpan.FromMilliseconds(30);
        _process = StateHostProcess.Start(Variables(), "sync", In("acme.yaml"));
        while (await _process.ReadLineAsync() != "writes")
        {
            // It begins.
        }
        // Writing takes some calls of 30 ms.
        await Task.Delay(TimeSpan.FromMilliseconds(300 * share));
        await _process.KillAsync();
        await FinishAsync();
    }

    [Fact]
    public async Task Rule_8_12_A_contact_deleted_just_before_the_kill_comes_back_when_that_is_undone()
    {
        await File.AppendAllTextAsync(In("acme.yaml"), "\ndeletions: Propagate\n");
        Assert.Equal(RunStatus.Succeeded, (await RunAsync()).Run!.Status);
        await File.WriteAllLinesAsync(In("qb.csv"), (await File.ReadAllLinesAsync(In("qb.csv"))).Where(line => !line.Contains(",p2@", StringComparison.Ordinal)));
        _process = StateHostProcess.Start(Variables(), "sync", In("acme.yaml"));
        _zoho.BeforeCall = request =>
        {
            if (request.Method == "DELETE" && Interlocked.Increment(ref _calls) == 1)
                _process.Kill();
        };
        await _process.WaitAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(200));
        _zoho.BeforeCall = null;
        Assert.DoesNotContain(_zoho.Organisation.Contacts.Existing, contact => contact.Text("Email") == "p2@x.example");
        Assert.Equal(RunStatus.Succeeded, (await RunAsync()).Run!.Status);
        var killed = (await HistoryAsync()).Single(run => run.Status == RunStatus.Interrupted);
        Assert.Equal(1, killed.CrmDeleted);

        var undo = await Engine().UndoAsync(Profile(), killed.SyncId, new SilentObserver(), CancellationToken.None);

        Assert.True(undo.Run!.Status == RunStatus.Succeeded, undo.Error?.ToString());
        Assert.Contains(_zoho.Organisation.Contacts.Existing, contact => contact.Text("Email") == "p2@x.example");
        Assert.Contains(await File.ReadAllLinesAsync(In("qb.csv")), line => line.Contains(",p2@", StringComparison.Ordinal));
    }

    private async Task FinishAsync()
    {
        // What it had sent has arrived by now, or never will.
        await Task.Delay(TimeSpan.FromMilliseconds(200));
        _zoho.BeforeCall = null;
        _zoho.Faults.Clear();
        Assert.True(_calls > 0 || _zoho.ApiCalls.Count > 0);
        var before = await HistoryAsync();
        Assert.True(Assert.Single(before).Status is RunStatus.Interrupted or RunStatus.Succeeded, before[0].Status.ToString());

        var second = await RunAsync();
        Assert.True(second.Run!.Status == RunStatus.Succeeded, $"{second.Run.Status} {second.Error}");
        Assert.Equal(
            Enumerable.Range(0, People).Select(number => $"p{number}@x.example {CityOf(number)} {CompanyOf(number)}").Order(StringComparer.Ordinal),
            _zoho.Organisation.Contacts.Existing.Select(Shown).Order(StringComparer.Ordinal));
        Assert.Equal(People, File.ReadAllLines(In("qb.csv")).Length - 1);
        Assert.Equal(People, File.ReadAllLines(In("qb.csv")).Skip(1).Select(line => line.Split(',')[1]).Distinct().Count());
        Assert.Equal(_zoho.Organisation.Accounts.Existing.Count(), _zoho.Organisation.Accounts.Existing.Select(account => account.Text("Account_Name")).Distinct().Count());

        var third = await RunAsync();
        Assert.Equal((0, 0, 0, 0), (third.Run!.CrmCreated, third.Run.QbCreated, third.Run.CrmUpdated, third.Run.QbUpdated));
        await AssertEachWriteIsToldOnceAsync();
    }

    private async Task AssertEachWriteIsToldOnceAsync()
    {
        var writes = new List<string>();
        foreach (var run in await HistoryAsync())
        {
            await foreach (var entry in Engine().GetEntriesAsync(Profile(), new EntryQuery { SyncId = run.SyncId }, CancellationToken.None))
            {
                if (AccountedLaw.IsWrite(entry))
                    writes.Add($"{entry.Action} {entry.Target} {entry.Email}");
            }
        }
        Assert.Equal(People, writes.Distinct().Count());
        Assert.Equal(People, writes.Count);
    }

    private static string CityOf(int number) => number % 3 == 1 ? "York" : "Leeds";

    private static string CompanyOf(int number) => number % 30 == 0 ? $"Company {number}" : "-";

    private string Shown(ZohoRecord contact) =>
        $"{contact.Text("Email")} {contact.Text("Mailing_City")} {_zoho.Organisation.Accounts.Find(contact.Text("Account_Name"))?.Text("Account_Name") ?? "-"}";

    private Dictionary<string, string> Variables() => new()
    {
        ["CRMQBSYNC_HOME"] = In("home"),
        ["T_ZOHO_ID"] = _zoho.Accounts.ClientId,
        ["T_ZOHO_SECRET"] = _zoho.Accounts.ClientSecret,
        ["T_ZOHO_REFRESH"] = _refreshToken,
    };

    private SyncProfile Profile() => new ProfileStore(Variables().GetValueOrDefault).Read(In("acme.yaml"));

    private IContactSync Engine() => ContactSyncFactory.Create(new WebServices
    {
        Clock = TimeProvider.System,
        Home = In("home"),
        Secrets = _ => SecretStores.Open(In("home"), null, TimeProvider.System),
        Protection = SecretStores.ProtectionOfUser(In("home")),
    });

    private Task<RunResult> RunAsync() => Engine().RunAsync(Profile(), new RunOptions(), new SilentObserver(), CancellationToken.None);

    private async Task<List<SyncRun>> HistoryAsync() => await Engine().GetHistoryAsync(Profile(), new RunQuery(), CancellationToken.None).ToListAsync();

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
