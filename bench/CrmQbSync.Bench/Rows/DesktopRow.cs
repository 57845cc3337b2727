using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Xml.Linq;
using CrmQbSync.Bench.Measuring;
using CrmQbSync.Emulators.Hosting;
using CrmQbSync.Emulators.WebConnector;
using CrmQbSync.Connections.Http;
using CrmQbSync.Profiles;
using CrmQbSync.Running;
using Microsoft.AspNetCore.Http;

namespace CrmQbSync.Bench.Rows;

/// <summary>
/// A session of the Web Connector that reads a large company. The reader is a process of its own, for its peak memory; the Web Connector and the
/// company file are here. What they need by themselves is measured by handing the same answers to a server that throws them away.
/// </summary>
internal sealed class DesktopRow : IRow
{
    private const int Customers = 50_000;
    private const int WarmUp = 1_000;
    private const double TimeLimit = 1.2;
    private const double MemoryLimit = 300;
    private const double BytesPerMegabyte = 1 << 20;
    private const string Variable = "CRMQBSYNC_BENCH_PASSWORD";

    public string Name => "desktop";

    public IEnumerable<Figure> Measure()
    {
        Environment.SetEnvironmentVariable(Variable, "bench");
        Task.Run(() => SessionAsync(WarmUp)).GetAwaiter().GetResult();
        var (ours, own, peak) = Task.Run(() => SessionAsync(Customers)).GetAwaiter().GetResult();
        yield return Figure.Ratio($"{Customers:N0} customers read", ours, own, TimeLimit, "the emulator by itself");
        yield return new Figure("peak memory of that", peak / BytesPerMegabyte, MemoryLimit, "MB", $"{peak:N0} bytes");
    }

    /// <summary>What the child process does: reads all customers in the next session.</summary>
    public static async Task ChildAsync(IReadOnlyList<string> arguments)
    {
        var profile = new ProfileStore().Read(arguments[0]);
        var count = 0;
        await foreach (var _ in ContactSyncFactory.Create().ReadContactsAsync(profile, Side.Qb, new ContactFilter(), (_, message) => throw new InvalidOperationException(message), CancellationToken.None))
            count++;
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} {process.PeakWorkingSet64}"));
    }

    private static async Task<(TimeSpan Ours, TimeSpan Own, long PeakBytes)> SessionAsync(int customers)
    {
        var folder = Directory.CreateTempSubdirectory("crmqbsync-bench-");
        var company = Company(customers);
        var profile = Profile(folder.FullName);
        var qwc = Path.Combine(folder.FullName, "acme.qwc");
        await ContactSyncFactory.CreateWebConnectorHost(ContactSyncFactory.CreateWebServices(TimeProvider.System, SilentLog.Instance)).WriteFileAsync(new ProfileStore().Read(profile), qwc, CancellationToken.None);
        using var http = new HttpClient();
        var child = Task.Run(() => ChildProcess.Run("desktop", [profile]));
        var connector = new WebConnectorClient(await AddAsync(qwc, company, http), "bench", company, http);
        var started = Stopwatch.GetTimestamp();
        var update = await connector.UpdateAsync();
        var ours = Stopwatch.GetElapsedTime(started);
        var parts = (await child).Output.Split(' ');
        if (parts[0] != customers.ToString(CultureInfo.InvariantCulture) || !update.IsComplete)
            throw new InvalidOperationException($"{parts[0]} customers were read; {update.Error}");
        var own = await OwnTimeAsync(update.Requests, company, http);
        folder.Delete(recursive: true);
        return (ours, own, long.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    /// <summary>The same requests, carried out and their answers sent, without anybody who reads them.</summary>
    private static async Task<TimeSpan> OwnTimeAsync(IReadOnlyList<string> requests, CompanyFile company, HttpClient http)
    {
        await using var sink = await LoopbackServer.StartAsync(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            await context.Response.WriteAsync("ok");
        });
        var session = new CompanySession();
        var iterator = "";
        var started = Stopwatch.GetTimestamp();
        foreach (var request in requests)
        {
            var again = XDocument.Parse(request);
            foreach (var attribute in again.Descendants().Attributes("iteratorID").ToList())
                attribute.Value = iterator;
            var answer = company.Process($"<?xml version=\"1.0\" encoding=\"utf-8\"?>{again.ToString(SaveOptions.DisableFormatting)}", session);
            iterator = (string?)XDocument.Parse(answer).Descendants().Attributes("iteratorID").FirstOrDefault() ?? iterator;
            using var content = new StringContent(new XElement("receiveResponseXML", new XElement("response", answer)).ToString(SaveOptions.DisableFormatting));
            using var sent = await http.PostAsync(sink.Address, content);
        }
        return Stopwatch.GetElapsedTime(started);
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
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        File.WriteAllText(
            path,
            $$"""
            crm: { type: Csv, path: crm.csv }
            qb:
              type: QuickBooksDesktop
              listen: http://localhost:{{((IPEndPoint)listener.LocalEndpoint).Port}}/acme/
              userName: bench
              password: ${env:{{Variable}}}
            """);
        return path;
    }

    private static async Task<WebConnectorApplication> AddAsync(string qwc, CompanyFile company, HttpClient http)
    {
        var text = await File.ReadAllTextAsync(qwc);
        while (true)
        {
            try
            {
                return await WebConnectorApplication.AddAsync(text, company, http);
            }
            catch (HttpRequestException)
            {
                // The child has not come up yet.
                await Task.Delay(50);
            }
        }
    }
}
