using CrmQbSync.Bench.Measuring;
using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.Profiles;
using CrmQbSync.Running;

namespace CrmQbSync.Bench.Data;

/// <summary>An emulated Zoho CRM beside a file of customers; half of the people are on either side at first. Everything of it is removed at the end.</summary>
internal sealed class ZohoFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crmqbsync-bench-zoho-");
    private readonly ZohoCrmEmulator _emulator;
    private string? _refreshToken;

    private ZohoFolder(ZohoCrmEmulator emulator) => _emulator = emulator;

    /// <summary>Starts it.</summary>
    public static ZohoFolder Start(int records, TimeSpan latency)
    {
        var folder = new ZohoFolder(ZohoCrmEmulator.StartAsync(demandsDescribedRequests: false).GetAwaiter().GetResult());
        folder.Fill(records);
        folder._emulator.Latency = latency;
        return folder;
    }

    /// <summary>A run: what it did, its calls, and how long it wrote.</summary>
    public (SyncRun Run, IReadOnlyList<ZohoCall> Calls, TimeSpan Writing) Run(SyncMode? mode = null)
    {
        _emulator.ForgetCalls();
        var result = Engine().RunAsync(Profile(), new RunOptions { Mode = mode }, new QuietObserver(), CancellationToken.None).GetAwaiter().GetResult();
        if (result.Error is not null || result.Run!.Failed > 0)
            throw new InvalidOperationException($"The run failed: {result.Error?.Message ?? result.Run!.Message}");
        return (result.Run, _emulator.ApiCalls, WritingTime(_emulator.ApiCalls));
    }

    /// <summary>Reads all contacts.</summary>
    public (int Contacts, IReadOnlyList<ZohoCall> Calls) Read()
    {
        _emulator.ForgetCalls();
        File.Delete(Path.Combine(_folder.FullName, "bench.state.db"));
        var count = Engine().ReadContactsAsync(Profile(), Side.Crm, new ContactFilter(), (_, message) => throw new InvalidOperationException(message), CancellationToken.None)
            .CountAsync().AsTask().GetAwaiter().GetResult();
        return (count, _emulator.ApiCalls);
    }

    /// <summary>Everybody moves.</summary>
    public void ChangeFile() => File.WriteAllText(QbPath, File.ReadAllText(QbPath).Replace("Leeds", "Lincoln", StringComparison.Ordinal));

    public void Dispose()
    {
        _emulator.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _folder.Delete(recursive: true);
    }

    /// <summary>From the first call that belongs to writing contacts to the end of the last.</summary>
    private static TimeSpan WritingTime(IReadOnlyList<ZohoCall> calls)
    {
        var writes = calls.Where(call => call.Path.EndsWith("/v8/Contacts", StringComparison.Ordinal) && call.Method != "GET"
            || call.Request.Body.Contains("id in", StringComparison.Ordinal)).ToList();
        return writes.Count == 0 ? TimeSpan.Zero : writes.Max(call => call.Ended) - writes.Min(call => call.Began);
    }

    private string QbPath => Path.Combine(_folder.FullName, "qb.csv");

    private void Fill(int records)
    {
        using var writer = new StreamWriter(QbPath);
        writer.WriteLine("Id,Email,FirstName,LastName,BillingCity,Phone");
        for (var number = 0; number < records; number++)
        {
            if (number % 2 == 0)
                writer.WriteLine($"{number},p{number}@x.example,Pat,Person {number},Leeds,+44 113 496 {number % 10000:D4}");
            else
                _emulator.Organisation.AddContact(("Email", $"p{number}@x.example"), ("First_Name", "Pat"), ("Last_Name", $"Person {number}"), ("Mailing_City", "Leeds"));
        }
    }

    private SyncProfile Profile()
    {
        var path = Path.Combine(_folder.FullName, "bench.yaml");
        File.WriteAllText(path, $$"""
            crm:
              type: ZohoCrm
              dataCenter: us
              clientId: ${env:CRMQBSYNC_BENCH_ID}
              clientSecret: ${env:CRMQBSYNC_BENCH_SECRET}
              refreshToken: ${env:CRMQBSYNC_BENCH_REFRESH}
              accountsUrl: {{_emulator.Address.ToString().TrimEnd('/')}}
            qb: { type: Csv, path: qb.csv }
            """);
        return new ProfileStore(Variable).Read(path);
    }

    private string? Variable(string name) => name switch
    {
        "CRMQBSYNC_BENCH_ID" => _emulator.Accounts.ClientId,
        "CRMQBSYNC_BENCH_SECRET" => _emulator.Accounts.ClientSecret,
        "CRMQBSYNC_BENCH_REFRESH" => _refreshToken ??= _emulator.Accounts.Grant(),
        _ => null,
    };

    private IContactSync Engine()
    {
        // The module's own files go into this folder too.
        Environment.SetEnvironmentVariable("CRMQBSYNC_HOME", Path.Combine(_folder.FullName, "home"));
        return ContactSyncFactory.Create();
    }
}
