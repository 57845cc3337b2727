using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CrmQbSync.Bench.Measuring;
using CrmQbSync.Emulators.ZohoCrm;

namespace CrmQbSync.Bench.Data;

/// <summary>
/// An emulated Zoho CRM in a process of its own, as the service is: what it leaves to be collected, and its threads, are not those of who calls it. It is
/// told what to do by lines.
/// </summary>
internal sealed class ZohoService : IDisposable
{
    private const string New = "new";
    private const string Calls = "calls";
    private const string Forget = "forget";

    private readonly Process _process = ChildProcess.Start("zoho", []);
    private string[] _facts = [];

    /// <summary>Where it is.</summary>
    public string Address => _facts[0];

    /// <summary>The client that it knows.</summary>
    public string ClientId => _facts[1];

    /// <summary>That client's secret.</summary>
    public string ClientSecret => _facts[2];

    /// <summary>A sign-in.</summary>
    public string RefreshToken => _facts[3];

    /// <summary>What the process does.</summary>
    public static async Task ChildAsync()
    {
        ZohoCrmEmulator? emulator = null;
        while (Console.ReadLine()?.Split(' ') is { } wish)
        {
            if (wish is [New, var people, var latency])
            {
                if (emulator is not null)
                    await emulator.DisposeAsync();
                emulator = await StartAsync(int.Parse(people, CultureInfo.InvariantCulture), TimeSpan.FromMilliseconds(double.Parse(latency, CultureInfo.InvariantCulture)));
                Console.WriteLine($"{emulator.Address.AbsoluteUri.TrimEnd('/')} {emulator.Accounts.ClientId} {emulator.Accounts.ClientSecret} {emulator.Accounts.Grant()}");
                continue;
            }
            if (wish is [Forget])
                emulator!.ForgetCalls();
            Console.WriteLine(JsonSerializer.Serialize(emulator!.ApiCalls.Select(call =>
                new ZohoServiceCall(call.Method, call.Path, call.Request.Body.Contains("id in", StringComparison.Ordinal), call.Began, call.Ended))));
        }
        await (emulator?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    /// <summary>Begins anew, with an organisation in which every second of so many people is.</summary>
    public void Renew(int people, TimeSpan latency) => _facts = Ask(string.Create(CultureInfo.InvariantCulture, $"{New} {people} {latency.TotalMilliseconds}")).Split(' ');

    /// <summary>The calls of the API since they were forgotten.</summary>
    public IReadOnlyList<ZohoServiceCall> ReadCalls() => JsonSerializer.Deserialize<List<ZohoServiceCall>>(Ask(Calls))!;

    /// <summary>Forgets them.</summary>
    public void ForgetCalls() => Ask(Forget);

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Ask(string wish)
    {
        _process.StandardInput.WriteLine(wish);
        return _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The process of the emulated service ended.");
    }

    private static async Task<ZohoCrmEmulator> StartAsync(int people, TimeSpan latency)
    {
        var emulator = await ZohoCrmEmulator.StartAsync(demandsDescribedRequests: false);
        for (var number = 1; number < people; number += 2)
            emulator.Organisation.AddContact(("Email", $"p{number}@x.example"), ("First_Name", "Pat"), ("Last_Name", $"Person {number}"), ("Mailing_City", "Leeds"));
        emulator.Latency = latency;
        return emulator;
    }
}
