using System.Diagnostics;
using System.Management.Automation;
using CrmQbSync.PowerShell.Tests.Hosting;
using Engine = System.Management.Automation.PowerShell;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.ZohoCrm;

/// <summary>Rule 8.5: a run that is stopped while it writes to Zoho CRM.</summary>
public sealed class ZohoStopTests
{
    private const int People = 3000;

    [Theory]
    [InlineData(200)]
    [InlineData(1500)]
    public async Task On_a_stop_no_new_call_begins_and_the_next_run_finishes_the_work(int latency)
    {
        await using var session = await ZohoSession.StartAsync(ownThread: true);
        session.WriteCustomers(Enumerable.Range(1, People).Select(number => $"{number},p{number}@x.example,Person {number},,"));
        session.Zoho.Latency = TimeSpan.FromMilliseconds(latency);
        var (begun, stopped, late) = (0, 0, 0);
        using var writes = new ManualResetEventSlim();
        session.Zoho.BeforeCall = request =>
        {
            if (request.Method != "POST" || !request.Path.EndsWith("/v8/Contacts", StringComparison.Ordinal))
                return;
            if (Volatile.Read(ref stopped) == 1)
                Interlocked.Increment(ref late);
            if (Interlocked.Increment(ref begun) == 12 || latency > 1000)
                writes.Set();
        };
        using var shell = Engine.Create(session.Shell.Runspace);
        shell.AddScript("Invoke-ContactSync -Profile $args[0]").AddArgument(session.Shell.PathOf("acme.yaml"));
        var running = shell.BeginInvoke();
        Assert.True(writes.Wait(TimeSpan.FromSeconds(60)));

        var watch = Stopwatch.StartNew();
        var stopping = Task.Run(shell.Stop);
        // What was being sent at that very moment has arrived by then.
        await Task.Delay(150);
        Volatile.Write(ref stopped, 1);
        await stopping;
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Throws<PipelineStoppedException>(() => shell.EndInvoke(running));
        await Task.Delay(latency);
        Assert.Equal(0, late);

        session.Zoho.BeforeCall = null;
        session.Zoho.Latency = TimeSpan.Zero;
        using var next = new ModuleSession();
        string Ask(string script) => string.Join(' ', next.Run(script, session.Shell.PathOf("acme.yaml")).Texts);
        Assert.Equal("Cancelled", Ask("(Get-ContactSyncHistory $args[0]).Status"));
        Assert.Equal("Succeeded", Ask("(Invoke-ContactSync $args[0]).Status"));
        Assert.Equal(People, session.Zoho.Organisation.Contacts.Existing.Select(contact => contact.Text("Email")).Distinct().Count());
        Assert.Equal(People, session.Zoho.Organisation.Contacts.Existing.Count());
        Assert.Equal($"{People}", Ask("$sum = 0; Get-ContactSyncHistory $args[0] | ForEach-Object { $sum += $_.CrmCreated }; $sum"));
    }
}
