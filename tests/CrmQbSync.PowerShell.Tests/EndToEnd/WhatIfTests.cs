using System.Net;
using System.Net.Sockets;
using CrmQbSync.PowerShell.Tests.EndToEnd.QuickBooksDesktop;

namespace CrmQbSync.PowerShell.Tests.EndToEnd;

/// <summary>With -WhatIf, or where the user's preference asks for it, nothing is done, and what would be is said.</summary>
public sealed class WhatIfTests
{
    [Theory]
    [InlineData("Invoke-ContactSync acme", "Synchronising contacts with the profile acme", 2)]
    [InlineData("Invoke-ContactSync acme -Force -All", "Synchronising contacts with the profile acme", 2)]
    [InlineData("Compare-ContactSet acme | Invoke-ContactSync", "Synchronising contacts with the profile acme", 2)]
    [InlineData("Undo-ContactSync acme 2", "Undoing run 2 of the profile acme", 2)]
    [InlineData("Remove-ContactLink acme -CrmId 1 -PassThru", "Forgetting the link of contact 1 and customer 7 (ann@example.com) of the profile acme", 0)]
    [InlineData("Get-ContactConflict acme | Resolve-ContactConflict -Use Crm", "Deciding LastName of contact 1 and customer 7 of the profile acme for the value of Crm", 0)]
    [InlineData("Export-ContactSyncReport acme status.html", "Writing the sync status of the profile acme to ", 0)]
    [InlineData("New-ContactSyncProfile new.yaml -Crm Csv -Qb Csv", "Writing the profile ", 0)]
    [InlineData("New-ContactSyncProfile acme.yaml -Crm Csv -Qb Csv -Force", "Writing the profile ", 0)]
    public void What_would_be_done_is_said_and_is_not(string script, string said, int given)
    {
        using var pair = new CsvPair("1,ann@example.com,Ann,Bexley,1", "7,ann@example.com,Ann,Dale,", "fields: { LastName: { priority: Manual } }");
        pair.Run("Invoke-ContactSync acme");
        File.WriteAllText(pair.Session.PathOf("crm.csv"), CsvPair.Rows("1,ann@example.com,Ann,Bexley,2\n2,bob@example.com,Bob,Cole,"));
        // What it wrote still stands.
        if (script.StartsWith("Undo", StringComparison.Ordinal))
            pair.Run("Invoke-ContactSync acme");

        foreach (var asked in new[] { $"{script} -WhatIf", $"$WhatIfPreference = $true; {script}", $"$WhatIfPreference = $true; {script} -Confirm" })
        {
            var before = Contents(pair.Session.Folder);
            var lines = pair.Session.Host.RawLines.Count;
            var result = pair.Run(asked);

            Assert.Empty(result.Errors);
            Assert.Empty(pair.Session.Host.Questions);
            // The conflict is told by every run.
            Assert.Equal(given, result.Output.Count(item => item.Properties["Action"]?.Value.ToString() is not "Conflict"));
            Assert.Contains(pair.Session.Host.RawLines.Skip(lines - 1), line => line.StartsWith("What if: ", StringComparison.Ordinal) && line.Contains(said, StringComparison.Ordinal));
            Assert.Equal(before, Contents(pair.Session.Folder));
        }
        // A preference that -WhatIf:$false puts aside.
        Assert.NotEqual(Contents(pair.Session.Folder), After(pair, $"$WhatIfPreference = $true; {script} -WhatIf:$false -Confirm:$false"));
    }

    [Fact]
    public void To_serve_the_Web_Connector_is_said_and_nobody_listens()
    {
        using var desktop = new DesktopSession();
        desktop.Session.Run("New-QbWebConnectorFile acme acme.qwc");
        var before = Contents(desktop.Session.Folder);
        // Whoever has the port keeps it: an attempt to listen there would fail.
        using var port = new TcpListener(IPAddress.Loopback, desktop.Port);
        port.Start();

        foreach (var script in new[] { "Start-QbWebConnector acme -WhatIf", "$WhatIfPreference = $true; Start-QbWebConnector acme" })
        {
            var lines = desktop.Session.Host.RawLines.Count;
            var result = desktop.Session.Run(script);

            Assert.Empty(result.Output);
            Assert.Empty(result.Errors);
            Assert.Contains(desktop.Session.Host.RawLines.Skip(lines - 1), line => line.StartsWith("What if: Serving the Web Connector for acme", StringComparison.Ordinal));
        }
        Assert.False(port.Pending());
        Assert.Equal(before, Contents(desktop.Session.Folder));
        // What is wrong is wrong with -WhatIf too.
        File.WriteAllText(desktop.Session.PathOf("csv.yaml"), RefusalBench.Sides);
        Assert.StartsWith("InputInvalid,", desktop.Session.Fail("Start-QbWebConnector csv -WhatIf").FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    private static string After(CsvPair pair, string script)
    {
        pair.Run(script);
        return Contents(pair.Session.Folder);
    }

    /// <summary>Every file of a folder with its bytes.</summary>
    private static string Contents(string folder) => string.Join('\n', Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal).Select(file => $"{file} {Convert.ToBase64String(File.ReadAllBytes(file))}"));
}
