using System.Diagnostics;
using System.Globalization;
using CrmQbSync.Bench.Data;
using CrmQbSync.Bench.Measuring;
using CrmQbSync.Emulators.Hosting;
using CrmQbSync.Emulators.WebConnector;
using CrmQbSync.Connections.Http;
using CrmQbSync.Profiles;
using CrmQbSync.Running;

namespace CrmQbSync.Bench.Rows;

/// <summary>
/// A session of the Web Connector that reads a large company. The reader is a process of its own, for its peak memory; the Web Connector and the company
/// file are here. What they need by themselves is the same session with a service that throws the answers away. Both go several times, in turns, and the
/// best of each counts: a server that runs has had sessions before.
/// </summary>
internal sealed class DesktopRow : IRow
{
    private const int Customers = 50_000;
    private const int Turns = 5;
    private const int PageSize = 500;
    private const double TimeLimit = 1.2;
    private const double MemoryLimit = 300;
    private const double BytesPerMegabyte = 1 << 20;
    private const string Variable = "CRMQBSYNC_BENCH_PASSWORD";

    public string Name => "desktop";

    public IEnumerable<Figure> Measure()
    {
        Environment.SetEnvironmentVariable(Variable, "bench");
        return Task.Run(MeasureAsync).GetAwaiter().GetResult();
    }

    /// <summary>What the child process does: reads all customers in each of the next sessions.</summary>
    public static async Task ChildAsync(IReadOnlyList<string> arguments)
    {
        var profile = new ProfileStore().Read(arguments[0]);
        for (var turn = 0; turn < Turns; turn++)
        {
            var count = 0;
            await foreach (var _ in ContactSyncFactory.Create().ReadContactsAsync(profile, Side.Qb, new ContactFilter(), (_, message) => throw new InvalidOperationException(message), CancellationToken.None))
                count++;
            using var process = Process.GetCurrentProcess();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} {process.PeakWorkingSet64}"));
        }
    }

    private static async Task<List<Figure>> MeasureAsync()
    {
        var folder = Directory.CreateTempSubdirectory("crmqbsync-bench-");
        var company = Company(Customers);
        var profile = Profile(folder.FullName);
        var qwc = Path.Combine(folder.FullName, "acme.qwc");
        await ContactSyncFactory.CreateWebConnectorHost(ContactSyncFactory.CreateWebServices(TimeProvider.System, SilentLog.Instance)).WriteFileAsync(new ProfileStore().Read(profile), qwc, CancellationToken.None);
        using var http = new HttpClient();
        using var child = ChildProcess.Start("desktop", [profile]);
        var (ours, own, peak) = (new List<TimeSpan>(), new List<TimeSpan>(), 0L);
        UpdateResult? session = null;
        for (var turn = 0; turn < Turns; turn++)
        {
            var application = await AddAsync(qwc, company, http, child);
            (session, var time) = await UpdateAsync(application, company, http);
            ours.Add(time);
            peak = PeakOf(await child.StandardOutput.ReadLineAsync());
            await using var idle = await IdleService.StartAsync(session);
            own.Add((await UpdateAsync(application with { Url = idle.Address }, company, http)).Time);
        }
        await child.WaitForExitAsync();
        folder.Delete(recursive: true);
        return
        [
            new Figure($"{Customers:N0} customers read", ours.Min() / own.Min(), TimeLimit, "x", string.Create(
                CultureInfo.InvariantCulture,
                $"{ours.Min().TotalSeconds:0.000} s, Web Connector and company by themselves {own.Min().TotalSeconds:0.000} s; the first session of the process {ours[0].TotalSeconds:0.000} s against {own[0].TotalSeconds:0.000} s")),
            new Figure("requests of that session", session!.Requests.Count, (Customers / PageSize) + 5, "requests", "500 customers each"),
            new Figure("peak memory of that", peak / BytesPerMegabyte, MemoryLimit, "MB", $"{peak:N0} bytes"),
        ];
    }

    private static async Task<(UpdateResult Session, TimeSpan Time)> UpdateAsync(WebConnectorApplication application, CompanyFile company, HttpClient http)
    {
        var started = Stopwatch.GetTimestamp();
        var update = await new WebConnectorClient(application, "bench", company, http).UpdateAsync();
        return update.IsComplete ? (update, Stopwatch.GetElapsedTime(started)) : throw new InvalidOperationException(update.Error);
    }

    private static long PeakOf(string? line)
    {
        var parts = (line ?? "").Split(' ');
        return parts[0] == Customers.ToString(CultureInfo.InvariantCulture)
            ? long.Parse(parts[1], CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"The reader said '{line}'.");
    }

    private static CompanyFile Company(int customers)
    {
        var company = new CompanyFile(TimeProvider.System);
        company.AddMany(Enumerable.Range(1, customers).Select(number => (
            $"Customer {number}",
            (IEnumerable<(string, string?)>)
            [
                ("Email", $"person{number}@example.com"), ("FirstName", "Pat"), ("LastName", $"Person {number}"), ("CompanyName", $"Company {number % 900}"),
                ("Phone", "775-555-0100"), ("BillAddress.Addr1", $"{number} Main Street"), ("BillAddress.City", "Reno"), ("BillAddress.State", "NV"),
                ("BillAddress.PostalCode", "89501"), ("Notes", "A customer of long standing."),
            ])));
        return company;
    }

    private static string Profile(string folder)
    {
        var path = Path.Combine(folder, "acme.yaml");
        File.WriteAllText(
            path,
            $$"""
            crm: { type: Csv, path: crm.csv }
            qb:
              type: QuickBooksDesktop
              listen: http://localhost:{{FreePort.Pick()}}/acme/
              userName: bench
              password: ${env:{{Variable}}}
            """);
        return path;
    }

    private static async Task<WebConnectorApplication> AddAsync(string qwc, CompanyFile company, HttpClient http, Process child)
    {
        var text = await File.ReadAllTextAsync(qwc);
        while (true)
        {
            try
            {
                return await WebConnectorApplication.AddAsync(text, company, http);
            }
            catch (HttpRequestException) when (!child.HasExited)
            {
                // The child does not listen yet.
                await Task.Delay(20);
            }
        }
    }
}
