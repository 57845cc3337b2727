using System.Diagnostics;
using System.Management.Automation;
using System.Xml.Linq;
using CrmQbSync.Emulators.WebConnector;
using CrmQbSync.PowerShell.Tests.Hosting;
using Engine = System.Management.Automation.PowerShell;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.QuickBooksDesktop;

/// <summary>
/// Ctrl+C in the middle of a session of the Web Connector: the command ends within a second, and the Web Connector is told before the address is given up. A
/// machine so busy that the Web Connector's next call comes only after that second has nobody to tell it; then the same is done once more.
/// </summary>
public sealed class StoppedCommandTests
{
    private const int MostTries = 10;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("Invoke-ContactSync $args[0]", "The command that used this session was stopped.")]
    [InlineData("Get-QbCustomer $args[0]", "The command that used this session was stopped.")]
    [InlineData("Start-QbWebConnector $args[0]", "The server was stopped.")]
    public async Task Whoever_listens_tells_the_Web_Connector_before_he_leaves(string script, string told)
    {
        using var desktop = Prepare();
        for (var tries = 1; ; tries++)
        {
            Assert.True(tries <= MostTries, "The Web Connector was never told.");
            using var shell = Engine.Create(desktop.Session.Runspace);
            var running = shell.AddScript(script).AddArgument(desktop.Profile).BeginInvoke();
            var connector = await desktop.AddAsync("acme.qwc", desktop.Company);
            var update = await UpdateAsync(connector, shell, _ => true);

            Assert.Throws<PipelineStoppedException>(() => shell.EndInvoke(running));
            await AssertNobodyListensAsync(desktop);
            if (IsTold(update, told))
                break;
        }
        if (!script.StartsWith("Get", StringComparison.Ordinal))
            AssertHistory(desktop, "Cancelled");
        await AssertNextSessionAsync(desktop);
    }

    [Theory]
    [InlineData("Invoke-ContactSync $args[0]")]
    [InlineData("Get-QbCustomer $args[0]")]
    public async Task Whoever_uses_a_server_that_runs_tells_the_Web_Connector_through_it(string script)
    {
        using var desktop = Prepare();
        using var server = Engine.Create(desktop.Session.Runspace);
        server.AddScript("Start-QbWebConnector $args[0]").AddArgument(desktop.Profile).BeginInvoke();
        var connector = await desktop.AddAsync("acme.qwc", desktop.Company);
        // From now on the server's own runs begin with another question than a command that reads everything.
        Assert.True((await connector.UpdateAsync().WaitAsync(s_patience)).IsComplete);
        using var other = new ModuleSession(ownThread: true);
        for (var tries = 1; ; tries++)
        {
            Assert.True(tries <= MostTries, "The Web Connector was never told.");
            using var shell = Engine.Create(other.Runspace);
            var running = shell.AddScript(script).AddArgument(desktop.Profile).BeginInvoke();
            var update = await UpdateAsync(connector, shell, set => IsOfCommand(script, set));

            Assert.Throws<PipelineStoppedException>(() => shell.EndInvoke(running));
            if (IsTold(update, "The command that used this session was stopped."))
                break;
        }
        // The server goes on, as soon as the command has let go of the profile.
        var patience = Stopwatch.StartNew();
        while (!(await connector.UpdateAsync().WaitAsync(s_patience)).IsComplete)
            Assert.True(patience.Elapsed < s_patience);
        server.Stop();
    }

    /// <summary>While a run waits, those of the server are refused and ask nothing; and none of theirs reads everything any more.</summary>
    private static bool IsOfCommand(string script, XElement set) => script.StartsWith("Invoke", StringComparison.Ordinal)
        || ((string?)set.Element("CustomerQueryRq")?.Attribute("iterator") == "Start" && !set.Descendants("FromModifiedDate").Any());

    private static DesktopSession Prepare()
    {
        var desktop = new DesktopSession(ownThread: true);
        desktop.Company.Add("Bob Ames", null, ("Email", "bob@x.com"), ("LastName", "Ames"));
        desktop.Session.Run("New-QbWebConnectorFile acme acme.qwc");
        return desktop;
    }

    /// <summary>An update of the command's session, which is stopped as soon as an answer to it is on its way. Null where nobody answered any more.</summary>
    /// <param name="connector">The Web Connector.</param>
    /// <param name="shell">Where the command is.</param>
    /// <param name="isCommands">Whether a message is the command's.</param>
    private static async Task<UpdateResult?> UpdateAsync(WebConnectorClient connector, Engine shell, Func<XElement, bool> isCommands)
    {
        Task? stopping = null;
        var isOfCommand = false;
        var watch = new Stopwatch();
        UpdateResult? update = null;
        // Sessions before the command waits are the server's own, or come before anybody listens.
        while (stopping is null)
        {
            try
            {
                update = await connector.UpdateAsync(new UpdatePlan { FaultOf = Look, OnCall = StopAsync }).WaitAsync(s_patience);
            }
            catch (Exception exception) when (exception is HttpRequestException or NoAnswerException)
            {
                update = null;
                await Task.Delay(10);
            }
        }
        await stopping.WaitAsync(s_patience);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), watch.Elapsed.ToString());
        return update;

        RequestFault Look(int number, XElement set)
        {
            isOfCommand |= isCommands(set);
            return RequestFault.None;
        }

        async Task StopAsync(string operation)
        {
            if (operation != "receiveResponseXML" || stopping is not null || !isOfCommand)
                return;
            watch.Start();
            stopping = Task.Run(() =>
            {
                shell.Stop();
                watch.Stop();
            });
            while (shell.InvocationStateInfo.State == PSInvocationState.Running)
                await Task.Delay(1);
        }
    }

    private static bool IsTold(UpdateResult? update, string told)
    {
        if (update?.Error?.Contains(told, StringComparison.Ordinal) != true)
            return false;
        Assert.Equal(["getLastError", "closeConnection"], update.Calls.TakeLast(2));
        Assert.DoesNotContain(100, update.Percentages);
        return true;
    }

    private static async Task AssertNobodyListensAsync(DesktopSession desktop)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < s_patience; await Task.Delay(10))
        {
            try
            {
                (await desktop.Http.GetAsync(new Uri($"http://localhost:{desktop.Port}/acme/"))).Dispose();
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
        Assert.Fail("Somebody listens still.");
    }

    private static void AssertHistory(DesktopSession desktop, string status)
    {
        using var watcher = new ModuleSession();
        string? Last() => watcher.Run("(Get-ContactSyncHistory $args[0] -Last 1).Status", desktop.Profile).Texts.SingleOrDefault();
        Assert.True(SpinWait.SpinUntil(() => Last() == status, s_patience), Last());
    }

    private static async Task AssertNextSessionAsync(DesktopSession desktop)
    {
        using var shell = Engine.Create(desktop.Session.Runspace);
        shell.AddScript("Start-QbWebConnector $args[0]").AddArgument(desktop.Profile).BeginInvoke();
        var connector = await desktop.AddAsync("acme.qwc", desktop.Company);
        var update = await connector.UpdateAsync().WaitAsync(s_patience);
        Assert.True(update.IsComplete, update.Error);
        Assert.Equal(["Ann Lee", "Bob Ames"], desktop.Company.Customers.Select(customer => customer.Name).Order());
        Assert.Single(File.ReadAllLines(desktop.Session.PathOf("acme.csv")), row => row.Contains("bob@x.com", StringComparison.Ordinal));
        shell.Stop();
    }
}
