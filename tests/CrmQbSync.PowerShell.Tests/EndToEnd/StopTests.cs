using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using CrmQbSync.PowerShell.Tests.Hosting;
using Engine = System.Management.Automation.PowerShell;

namespace CrmQbSync.PowerShell.Tests.EndToEnd;

public sealed class StopTests
{
    // So many that the run is still under way when it is seen to run, however busy the machine is.
    private const int Records = 250_000;

    [Fact]
    public void Stopping_a_run_ends_it_within_a_second_and_the_history_says_Cancelled()
    {
        using var session = new ModuleSession(ownThread: true);
        File.WriteAllText(session.PathOf("acme.yaml"), "crm: { type: Csv, path: crm.csv }\nqb: { type: Csv, path: qb.csv }\n");
        File.WriteAllText(session.PathOf("crm.csv"), Rows(Records));
        File.WriteAllText(session.PathOf("qb.csv"), Rows(0));

        using var shell = Engine.Create(session.Runspace);
        shell.AddScript("Invoke-ContactSync $args[0]").AddArgument(session.PathOf("acme.yaml"));
        var running = shell.BeginInvoke();
        using var watcher = new ModuleSession();
        string? Status() => watcher.Run("(Get-ContactSyncHistory $args[0]).Status", session.PathOf("acme.yaml")).Texts.SingleOrDefault();
        Assert.True(SpinWait.SpinUntil(() => Status() == "Running", TimeSpan.FromSeconds(60)), Status());

        var watch = Stopwatch.StartNew();
        shell.Stop();

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), watch.Elapsed.ToString());
        Assert.Throws<PipelineStoppedException>(() => shell.EndInvoke(running));
        Assert.True(SpinWait.SpinUntil(() => Status() == "Cancelled", TimeSpan.FromSeconds(30)), Status());
    }

    private static string Rows(int count)
    {
        var text = new StringBuilder("Id,Email,LastName\n");
        for (var number = 1; number <= count; number++)
            text.Append(CultureInfo.InvariantCulture, $"{number},person{number}@example.com,Person {number}\n");
        return text.ToString();
    }
}
