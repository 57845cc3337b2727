using System.Xml.Linq;
using Engine = System.Management.Automation.PowerShell;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.QuickBooksDesktop;

/// <summary>The .qwc file of a profile, and what is said of one that cannot be made or served.</summary>
public sealed class WebConnectorFileTests : IDisposable
{
    private readonly DesktopSession _desktop = new();

    public void Dispose() => _desktop.Dispose();

    [Fact]
    public void It_says_what_the_profile_says_and_its_ids_stay_and_one_line_tells_what_to_do_with_it()
    {
        _desktop.WriteProfile("acme", "acme", companyFile: @"C:\Books\Acme.qbw");
        var before = _desktop.Session.Host.RawLines.Count;
        _desktop.Session.Run("New-QbWebConnectorFile acme first.qwc");
        var lines = _desktop.Session.Host.RawLines.Skip(before - 1).Where(line => line.Length > 0).ToList();
        _desktop.Session.Run("New-QbWebConnectorFile acme second.qwc");

        var (first, second) = (Qwc("first.qwc"), Qwc("second.qwc"));
        Assert.Equal("30", first.Element("Scheduler")!.Element("RunEveryNMinutes")!.Value);
        Assert.Equal(("umpOptional", "false", "QBFS", "crmqbsync"), (Text(first, "UnattendedModePref"), Text(first, "IsReadOnly"), Text(first, "QBType"), Text(first, "UserName")));
        Assert.Equal(("CrmQbSync acme", $"http://localhost:{_desktop.Port}/acme/", $"http://localhost:{_desktop.Port}/acme/support"), (Text(first, "AppName"), Text(first, "AppURL"), Text(first, "AppSupport")));
        Assert.Equal((Text(first, "OwnerID"), Text(first, "FileID")), (Text(second, "OwnerID"), Text(second, "FileID")));
        Assert.NotEqual(Text(first, "OwnerID"), Text(first, "FileID"));
        var line = Assert.Single(lines);
        Assert.Matches("Start-QbWebConnector.*Add an Application.*first\\.qwc.*password of acme", line);
    }

    [Theory]
    [InlineData(null, "Acme.qbw", "acme.yaml(6,16): qb.companyFile: this is no full path of a file on Windows")]
    [InlineData(null, "none", "this is no full path")]
    [InlineData("http://127.0.0.1:8085/acme/", "", "QBWC1001")]
    [InlineData("http://server:8085/acme/", "", "QBWC1010")]
    public void What_the_Web_Connector_would_refuse_is_refused_first(string? listen, string companyFile, string message)
    {
        _desktop.WriteProfile("acme", "acme", listen: listen, companyFile: companyFile);

        var error = _desktop.Session.Fail("New-QbWebConnectorFile acme acme.qwc");

        Assert.StartsWith("ProfileInvalid,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(_desktop.Session.PathOf("acme.qwc")));
    }

    [Fact]
    public void Nothing_is_served_before_there_is_a_file_and_with_WhatIf()
    {
        var error = _desktop.Session.Fail("Start-QbWebConnector acme");
        Assert.StartsWith("SourceNotFound,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("New-QbWebConnectorFile", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        _desktop.Session.Run("New-QbWebConnectorFile acme acme.qwc");

        var result = _desktop.Session.Run("Start-QbWebConnector acme -WhatIf");

        Assert.Empty(result.Output);
        Assert.Empty(result.Errors);
        Assert.Contains(_desktop.Session.Host.RawLines, line => line.Contains("Serve the Web Connector for acme", StringComparison.Ordinal) || line.Contains("Serving the Web Connector for acme", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Start-QbWebConnector -Profile ac")]
    [InlineData("New-QbWebConnectorFile -Profile ac")]
    public void Its_profile_is_completed(string typed)
    {
        var completed = System.Management.Automation.CommandCompletion.CompleteInput(typed, typed.Length, null, Engine.Create(_desktop.Session.Runspace));
        Assert.Contains("acme", completed.CompletionMatches.Select(match => match.CompletionText));
    }

    private XElement Qwc(string name) => XDocument.Load(_desktop.Session.PathOf(name)).Root!;

    private static string? Text(XElement qwc, string name) => (string?)qwc.Element(name);
}
