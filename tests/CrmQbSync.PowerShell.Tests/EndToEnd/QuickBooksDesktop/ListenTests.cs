using System.Management.Automation;
using System.Net;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.QuickBooksDesktop;

/// <summary>The address for the Web Connector is taken.</summary>
public sealed class ListenTests : IDisposable
{
    private readonly DesktopSession _desktop = new();

    public void Dispose() => _desktop.Dispose();

    [Fact]
    public void An_address_that_another_program_uses_is_ListenFailed()
    {
        _desktop.Session.Run("New-QbWebConnectorFile acme acme.qwc");
        using var other = new HttpListener();
        other.Prefixes.Add($"http://localhost:{_desktop.Port}/acme/");
        other.Start();

        var error = _desktop.Session.Fail("Start-QbWebConnector acme");

        Assert.StartsWith("ListenFailed,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.OpenError, error.CategoryInfo.Category);
        Assert.Contains(_desktop.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), error.ToString(), StringComparison.Ordinal);
        Assert.Contains("another program", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }
}
