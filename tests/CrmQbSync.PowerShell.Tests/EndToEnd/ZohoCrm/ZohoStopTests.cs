using System.Diagnostics;
using System.Management.Automation;
using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.PowerShell.Tests.Hosting;
using Engine = System.Management.Automation.PowerShell;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.ZohoCrm;

/// <summary>Rule 8.5: a run that is stopped, or whose process is killed, while it writes to Zoho CRM.</summary>
public sealed class ZohoStopTests
{
    private const int People = 3000;

    /// <summary>As many calls as the emulated organisation's edition allows at once.</summary>
    private const int AtOnce = 10;

    [Theory]
    [InlineData(200)]
    [InlineData(1500)]
    public async Task On_a_stop_no_new_call_begins_and_the_next_run_finishes_the_work(int latency)
    {
        await using var session = await ZohoSession.StartAsync(ownThread: true);
        session.WriteCustomers(Enumerable.Range(1, People).Select(number => $"{number},p{number}@x.example,Person {number},,"));
        // As many calls as may be under way at once are held, so that at the stop none is on its way to the service; their answers come some time after it.
        var begun = 0;
        var (isHeld, isStopping) = (NewSignal(), NewSignal());
        session.Zoho.HoldCall = async request =>
        {
            if (request.Method != "POST" || !request.Path.EndsWith("/v8/Contacts", StringComparison.Ordinal))
                return;
            if (Interlocked.Increment(ref begun) == AtOnce)
                isHeld.SetResult();
            await isStopping.Task;
            await Task.Delay(latency);
        };
        using var shell = Engine.Create(session.Shell.Runspace);
        shell.AddScript("Invoke-ContactSync -Profile $args[0]").AddArgument(session.Shell.PathOf("acme.yaml"));
        var running = shell.BeginInvoke();
        await isHeld.Task.WaitAsync(TimeSpan.FromSeconds(60));

        var stopping = Task.Factory.StartNew(
            () =>
            {
                var watch = Stopwatch.StartNew();
                isStopping.SetResult();
                shell.Stop();
                return watch.Elapsed;
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        Assert.InRange(await stopping, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Throws<PipelineStoppedException>(() => shell.EndInvoke(running));
        await Task.Delay(latency);
        Assert.Equal(AtOnce, begun);

        session.Zoho.HoldCall = null;
        using var next = new ModuleSession();
        string Ask(string script) => string.Join(' ', next.Run(script, session.Shell.PathOf("acme.yaml")).Texts);
        Assert.Equal("Cancelled", Ask("(Get-ContactSyncHistory $args[0]).Status"));
        Assert.Equal("Succeeded", Ask("(Invoke-ContactSync $args[0]).Status"));
        Assert.Equal(People, session.Zoho.Organisation.Contacts.Existing.Select(contact => contact.Text("Email")).Distinct().Count());
        Assert.Equal(People, session.Zoho.Organisation.Contacts.Existing.Count());
        Assert.Equal($"{People}", Ask("$sum = 0; Get-ContactSyncHistory $args[0] | ForEach-Object { $sum += $_.CrmCreated }; $sum"));
    }
    /// <summary>Rules 6.5 and 8.5: the process is killed at a call, which Zoho still carries out or never gets.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(3, false)]
    public async Task After_a_kill_the_next_run_finishes_the_work_and_nothing_is_there_twice(int number, bool isDone)
    {
        const int Customers = 600;
        await using var session = await ZohoSession.StartAsync();
        session.WriteCustomers(Enumerable.Range(1, Customers).Select(customer => $"{customer},p{customer}@x.example,Person {customer},,"));
        var calls = 0;
        using (var killed = ChildShell.Start("-Command", $"Invoke-ContactSync -Profile '{session.Shell.PathOf("acme.yaml")}'"))
        {
            session.Zoho.BeforeCall = request =>
            {
                if (request.Method != "POST" || !request.Path.EndsWith("/v8/Contacts", StringComparison.Ordinal) || Interlocked.Increment(ref calls) != number)
                    return;
                killed.Kill();
                if (!isDone)
                    session.Zoho.Faults.Add(new ZohoFault(ZohoFaultKind.ResetBefore, _ => true, 100));
            };
            await ChildShell.WaitAsync(killed, CancellationToken.None);
        }
        // What it had sent has arrived by now, or never will.
        await Task.Delay(200);
        session.Zoho.BeforeCall = null;
        session.Zoho.Faults.Clear();
        Assert.InRange(calls, number, int.MaxValue);
        Assert.Equal(["Interrupted"], session.Run("(Get-ContactSyncHistory ./acme.yaml).Status"));

        Assert.StartsWith("Succeeded ", session.Synchronise(), StringComparison.Ordinal);

        Assert.Equal(Customers, session.Zoho.Organisation.Contacts.Existing.Count());
        Assert.Equal(Customers, session.Zoho.Organisation.Contacts.Existing.Select(contact => contact.Text("Email")).Distinct().Count());
        Assert.Equal("Succeeded 0 0 0 0", session.Synchronise());
        Assert.Equal([$"{Customers}"], session.Run("$sum = 0; Get-ContactSyncHistory ./acme.yaml | ForEach-Object { $sum += $_.CrmCreated }; \"$sum\""));
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
