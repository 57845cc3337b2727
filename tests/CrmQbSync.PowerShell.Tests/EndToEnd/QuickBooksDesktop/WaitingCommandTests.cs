using System.Diagnostics;
using System.Management.Automation;
using CrmQbSync.Emulators.Mail;
using CrmQbSync.Emulators.WebConnector;
using CrmQbSync.PowerShell.Tests.Hosting;
using Engine = System.Management.Automation.PowerShell;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.QuickBooksDesktop;

/// <summary>Commands that wait for a session of the Web Connector, alone and beside a running server; and what is told of sessions that fail.</summary>
public sealed class WaitingCommandTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("Invoke-ContactSync $args[0]")]
    [InlineData("Get-QbCustomer $args[0] -Email bob@x.com")]
    public async Task A_command_uses_the_next_session_of_the_server_of_its_profile(string script)
    {
        using var desktop = new DesktopSession(ownThread: true);
        desktop.Company.Add("Bob Ames", null, ("Email", "bob@x.com"), ("LastName", "Ames"));
        desktop.Session.Run("New-QbWebConnectorFile acme acme.qwc");
        using var server = Engine.Create(desktop.Session.Runspace);
        server.AddScript("Start-QbWebConnector acme").BeginInvoke();
        var connector = await desktop.AddAsync("acme.qwc", desktop.Company);
        using var other = new ModuleSession(ownThread: true);
        using var shell = Engine.Create(other.Runspace);

        var running = shell.AddScript(script).AddArgument(desktop.Profile).BeginInvoke();
        // A run that met one of the server's own sessions would be refused: there is none before it waits.
        Assert.True(script.StartsWith("Get", StringComparison.Ordinal) || SpinWait.SpinUntil(() => IsWaiting(shell), s_patience));
        var run = Task.Run(() => shell.EndInvoke(running));
        var update = await EngageAsync(connector, run);

        var output = await run.WaitAsync(s_patience);
        Assert.True(update.IsComplete, update.Error);
        Assert.Empty(shell.Streams.Error);
        var given = Assert.Single(output).Properties;
        Assert.Equal(script.StartsWith("Get", StringComparison.Ordinal) ? "bob@x.com" : "Manual", (given["Email"] ?? given["Trigger"]).Value.ToString());
        server.Stop();
    }

    [Theory]
    [InlineData("Invoke-ContactSync $args[0] -TimeoutMinutes 7 -Verbose", false)]
    [InlineData("Get-QbCustomer $args[0]", false)]
    [InlineData("Invoke-ContactSync $args[0]", true)]
    public async Task Ctrl_C_ends_the_waiting_within_a_second(string script, bool isServed)
    {
        using var desktop = new DesktopSession(ownThread: true);
        desktop.Session.Run("New-QbWebConnectorFile acme acme.qwc");
        using var server = Engine.Create(desktop.Session.Runspace);
        if (isServed)
        {
            server.AddScript("Start-QbWebConnector acme").BeginInvoke();
            await desktop.AddAsync("acme.qwc", desktop.Company);
        }
        using var other = new ModuleSession(ownThread: true);
        using var shell = Engine.Create(other.Runspace);
        var running = shell.AddScript(script).AddArgument(desktop.Profile).BeginInvoke();
        if (isServed || script.StartsWith("Invoke", StringComparison.Ordinal))
            Assert.True(SpinWait.SpinUntil(() => IsWaiting(shell) || running.IsCompleted, s_patience));
        else
            await desktop.AddAsync("acme.qwc", desktop.Company);
        Assert.False(running.IsCompleted);

        var watch = Stopwatch.StartNew();
        shell.Stop();

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), watch.Elapsed.ToString());
        Assert.Throws<PipelineStoppedException>(() => shell.EndInvoke(running));
        if (script.Contains("-Verbose", StringComparison.Ordinal))
            Assert.Contains(shell.Streams.Verbose, line => line.Message.Contains("up to 7 minutes", StringComparison.Ordinal));
        if (isServed)
        {
            // The server goes on, and so does the profile.
            desktop.Company.Add("Bob Ames", null, ("Email", "bob@x.com"), ("LastName", "Ames"));
            var connector = await desktop.AddAsync("acme.qwc", desktop.Company);
            Assert.True((await EngageAsync(connector, Task.CompletedTask)).IsComplete);
            server.Stop();
        }
    }

    [Fact]
    public async Task A_session_that_fails_sends_its_notice()
    {
        await using var mail = MailServer.Start();
        using var desktop = new DesktopSession(ownThread: true);
        desktop.WriteProfile("acme", "acme", $"notify: {{ on: Failure, smtp: {{ host: 127.0.0.1, port: {mail.Port}, from: sync@example.com, to: admin@example.com }} }}");
        desktop.Session.Run("New-QbWebConnectorFile acme acme.qwc");
        using var server = Engine.Create(desktop.Session.Runspace);
        server.AddScript("Start-QbWebConnector acme").BeginInvoke();
        var connector = await desktop.AddAsync("acme.qwc", desktop.Company);

        Assert.True((await connector.UpdateAsync().WaitAsync(s_patience)).IsComplete);
        connector.Company = DesktopSession.NewCompany("Castle Two");
        var refused = await connector.UpdateAsync().WaitAsync(s_patience);

        Assert.Contains("Castle Two", refused.Error);
        Assert.True(SpinWait.SpinUntil(() => !mail.Mails.IsEmpty, s_patience));
        var told = Assert.Single(mail.Mails).Text;
        Assert.Contains("Subject: CrmQbSync acme: run 2 failed", told, StringComparison.Ordinal);
        Assert.Contains("Castle Two", told, StringComparison.Ordinal);
        server.Stop();
    }

    private static bool IsWaiting(Engine shell) => shell.Streams.Progress.Any(progress =>
        progress.StatusDescription.Contains("Waiting for the QuickBooks", StringComparison.Ordinal) || progress.Activity.Contains("Waiting for the QuickBooks", StringComparison.Ordinal));

    /// <summary>Updates until a session went through that was the command's; before it waits, the server's own runs are refused for its lock.</summary>
    private static async Task<UpdateResult> EngageAsync(WebConnectorClient connector, Task command)
    {
        while (true)
        {
            var update = await connector.UpdateAsync().WaitAsync(s_patience);
            if (command.IsCompleted || update.Status == "OK")
                return update;
            await Task.Delay(20);
        }
    }
}
