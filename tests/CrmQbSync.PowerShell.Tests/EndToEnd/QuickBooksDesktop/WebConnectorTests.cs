using System.Management.Automation;
using CrmQbSync.Emulators.WebConnector;
using CrmQbSync.PowerShell.Tests.Hosting;
using Engine = System.Management.Automation.PowerShell;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.QuickBooksDesktop;

/// <summary>Cmdlet, server, Web Connector, company file.</summary>
public sealed class WebConnectorTests
{
    [Fact]
    public async Task From_the_file_to_a_session_and_Ctrl_C()
    {
        using var desktop = new DesktopSession(ownThread: true);
        desktop.Company.Add("Bob Ames", null, ("Email", "bob@x.com"), ("LastName", "Ames"));
        var file = desktop.Session.Run("New-QbWebConnectorFile $args[0] acme.qwc", desktop.Profile);
        Assert.Equal(desktop.Session.PathOf("acme.qwc"), Assert.IsType<FileInfo>(Assert.Single(file.Output).BaseObject).FullName);
        Assert.Contains(desktop.Session.Host.RawLines, line => line.Contains("Add an Application", StringComparison.Ordinal));
        using var shell = Engine.Create(desktop.Session.Runspace);
        var output = new PSDataCollection<PSObject>();
        var serving = shell.AddScript("Start-QbWebConnector $args[0]").AddArgument(desktop.Profile).BeginInvoke<PSObject, PSObject>(null, output);
        var connector = await desktop.AddAsync("acme.qwc", desktop.Company);

        var update = await connector.UpdateAsync().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.True(update.IsComplete, update.Error);
        Assert.True(SpinWait.SpinUntil(() => output.Count == 1, TimeSpan.FromSeconds(20)));
        Assert.Equal("Succeeded", output[0].Properties["Status"].Value.ToString());
        Assert.Equal("WebConnector", output[0].Properties["Trigger"].Value.ToString());
        Assert.Equal("Ann Lee", Assert.Single(desktop.Company.Customers, customer => customer["Email"] == "ann@x.com").Name);
        Assert.Contains("bob@x.com", File.ReadAllText(desktop.Session.PathOf("acme.csv")));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        shell.Stop();
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), watch.Elapsed.ToString());
        Assert.Throws<PipelineStoppedException>(() => shell.EndInvoke(serving));
        Assert.Empty(shell.Streams.Error);
    }

    [Fact]
    public async Task Several_profiles_are_served_under_their_own_paths_and_one_refusal_stops_nobody()
    {
        using var desktop = new DesktopSession(ownThread: true);
        desktop.WriteProfile("best", "best");
        File.WriteAllText(desktop.Session.PathOf("best.csv"), "Id,Email,LastName\n1,cy@x.com,Cy\n");
        desktop.Session.Run("New-QbWebConnectorFile acme acme.qwc; New-QbWebConnectorFile best best.qwc");
        using var shell = Engine.Create(desktop.Session.Runspace);
        var output = new PSDataCollection<PSObject>();
        shell.AddScript("'acme', 'best' | Get-ContactSyncProfile | Start-QbWebConnector").BeginInvoke<PSObject, PSObject>(null, output);
        var other = DesktopSession.NewCompany("Castle Two");
        var acme = await desktop.AddAsync("acme.qwc", desktop.Company);
        var best = await desktop.AddAsync("best.qwc", other);

        acme.Company = other;
        var refused = await acme.UpdateAsync().WaitAsync(TimeSpan.FromSeconds(60));
        acme.Company = desktop.Company;
        var first = await acme.UpdateAsync().WaitAsync(TimeSpan.FromSeconds(60));
        var second = await best.UpdateAsync().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Contains("Castle Two", refused.Error);
        Assert.True(first.IsComplete && second.IsComplete, first.Error + second.Error);
        Assert.True(SpinWait.SpinUntil(() => output.Count == 3, TimeSpan.FromSeconds(20)));
        // A stream that is still written to is not read to its end.
        shell.Stop();
        Assert.StartsWith("WrongCompany", Assert.Single(shell.Streams.Error).FullyQualifiedErrorId);
        Assert.Equal("cy@x.com", Assert.Single(other.Customers)["Email"]);
    }

    [Fact]
    public async Task Commands_wait_for_the_next_session()
    {
        using var desktop = new DesktopSession(ownThread: true);
        desktop.Company.Add("Bob Ames", null, ("Email", "bob@x.com"), ("LastName", "Ames"));
        desktop.Session.Run("New-QbWebConnectorFile acme acme.qwc");

        foreach (var script in (string[])["Invoke-ContactSync acme -TimeoutMinutes 1", "Get-QbCustomer acme -Email bob@x.com"])
        {
            var run = Task.Run(() => desktop.Session.Run(script));
            var connector = await desktop.AddAsync("acme.qwc", desktop.Company);
            var update = await connector.UpdateAsync().WaitAsync(TimeSpan.FromSeconds(60));
            var result = await run;
            Assert.True(update.IsComplete, update.Error);
            Assert.Empty(result.Errors);
            Assert.Equal(script.StartsWith("Get", StringComparison.Ordinal) ? "bob@x.com" : null, Assert.Single(result.Output).Properties["Email"]?.Value);
        }
    }

    [Fact]
    public void Profiles_of_another_kind_and_double_addresses_are_refused()
    {
        using var desktop = new DesktopSession();
        desktop.WriteProfile("best", "acme");
        File.WriteAllText(desktop.Session.PathOf("csv.yaml"), "crm: { type: Csv, path: acme.csv }\nqb: { type: Csv, path: qb.csv }\n");
        desktop.Session.Run("New-QbWebConnectorFile acme acme.qwc; New-QbWebConnectorFile best best.qwc");

        Assert.StartsWith("InputInvalid", desktop.Session.Fail("Start-QbWebConnector csv").FullyQualifiedErrorId);
        Assert.StartsWith("InputInvalid", desktop.Session.Fail("New-QbWebConnectorFile csv csv.qwc").FullyQualifiedErrorId);
        var error = desktop.Session.Fail("Start-QbWebConnector acme, best");
        Assert.StartsWith("InputInvalid", error.FullyQualifiedErrorId);
        Assert.Contains("'acme' and 'best'", error.ToString());
        Assert.StartsWith("OutputFailed", desktop.Session.Fail("New-QbWebConnectorFile acme ./no/such/folder/acme.qwc").FullyQualifiedErrorId);
        Assert.Empty(desktop.Session.Run("New-QbWebConnectorFile acme whatif.qwc -WhatIf").Output);
        Assert.False(File.Exists(desktop.Session.PathOf("whatif.qwc")));
    }
}
