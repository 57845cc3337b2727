using System.Management.Automation;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.QuickBooksDesktop;

/// <summary>A command for which no session of the Web Connector comes.</summary>
public sealed class WaitingTimeoutTests
{
    [Fact]
    public void It_says_after_its_minutes_what_to_look_at()
    {
        using var desktop = new DesktopSession();
        desktop.Session.Run("New-QbWebConnectorFile acme acme.qwc");

        var error = desktop.Session.Fail("Invoke-ContactSync acme -TimeoutMinutes 1");

        Assert.StartsWith("WebConnectorTimeout", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.OperationTimeout, error.CategoryInfo.Category);
        Assert.Contains($"http://localhost:{desktop.Port}/acme/ within 1 minute (profile 'acme')", error.ToString());
        Assert.Contains("Auto-Run", error.ErrorDetails.RecommendedAction);
        Assert.Equal("Failed", desktop.Session.Run("(Get-ContactSyncHistory acme).Status.ToString()").Output[0].BaseObject);
    }
}
