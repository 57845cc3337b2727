using CrmQbSync.Bench.Measuring;
using CrmQbSync.Profiles;
using CrmQbSync.Running;

namespace CrmQbSync.Bench.Data;

/// <summary>An emulated Zoho CRM beside a file of customers; half of the people are on either side at first. Everything of it is removed at the end.</summary>
internal sealed class ZohoFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crmqbsync-bench-zoho-");
    private readonly ZohoService _service;

    private ZohoFolder(ZohoService service) => _service = service;

    /// <summary>Makes it.</summary>
    public static ZohoFolder Make(ZohoService service, int records, TimeSpan latency)
    {
        service.Renew(records, latency);
        var folder = new ZohoFolder(service);
        folder.Fill(records);
        return folder;
    }

    /// <summary>A run: what it did, its calls, and how long it wrote.</summary>
    public (SyncRun Run, IReadOnlyList<ZohoServiceCall> Calls, TimeSpan Writing) Run(SyncMode? mode = null)
    {
        _service.ForgetCalls();
        var result = Engine().RunAsync(Profile(), new RunOptions { Mode = mode }, new QuietObserver(), CancellationToken.None).GetAwaiter().GetResult();
        if (result.Error is not null || result.Run!.Failed > 0)
            throw new InvalidOperationException($"The run failed: {result.Error?.Message ?? result.Run!.Message}");
        var calls = _service.ReadCalls();
        return (result.Run, calls, WritingTime(calls));
    }

    /// <summary>Reads all contacts.</summary>
    public (int Contacts, IReadOnlyList<ZohoServiceCall> Calls) Read()
    {
        _service.ForgetCalls();
        File.Delete(Path.Combine(_folder.FullName, "bench.state.db"));
        var count = Engine().ReadContactsAsync(Profile(), Side.Crm, new ContactFilter(), (_, message) => throw new InvalidOperationException(message), CancellationToken.None)
            .CountAsync().AsTask().GetAwaiter().GetResult();
        return (count, _service.ReadCalls());
    }

    /// <summary>Everybody moves.</summary>
    public void ChangeFile() => File.WriteAllText(QbPath, File.ReadAllText(QbPath).Replace("Leeds", "Lincoln", StringComparison.Ordinal));

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>From the first call that belongs to writing contacts to the end of the last.</summary>
    private static TimeSpan WritingTime(IReadOnlyList<ZohoServiceCall> calls)
    {
        var writes = calls.Where(call => call.IsOfWriting).ToList();
        return writes.Count == 0 ? TimeSpan.Zero : writes.Max(call => call.Ended) - writes.Min(call => call.Began);
    }

    private string QbPath => Path.Combine(_folder.FullName, "qb.csv");

    private void Fill(int records)
    {
        using var writer = new StreamWriter(QbPath);
        writer.WriteLine("Id,Email,FirstName,LastName,BillingCity,Phone");
        for (var number = 0; number < records; number += 2)
            writer.WriteLine($"{number},p{number}@x.example,Pat,Person {number},Leeds,+44 113 496 {number % 10000:D4}");
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
              accountsUrl: {{_service.Address}}
            qb: { type: Csv, path: qb.csv }
            """);
        return new ProfileStore(Variable).Read(path);
    }

    private string? Variable(string name) => name switch
    {
        "CRMQBSYNC_BENCH_ID" => _service.ClientId,
        "CRMQBSYNC_BENCH_SECRET" => _service.ClientSecret,
        "CRMQBSYNC_BENCH_REFRESH" => _service.RefreshToken,
        _ => null,
    };

    private IContactSync Engine()
    {
        // The module's own files go into this folder too.
        Environment.SetEnvironmentVariable("CRMQBSYNC_HOME", Path.Combine(_folder.FullName, "home"));
        return ContactSyncFactory.Create();
    }
}
