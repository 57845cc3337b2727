using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.QuickBooksOnline;

/// <summary>Which hosts of Intuit's are asked where the profile names none.</summary>
public sealed class QuickBooksNetworkTests
{
    [Theory]
    [InlineData("production", "quickbooks.api.intuit.com")]
    [InlineData("sandbox", "sandbox-quickbooks.api.intuit.com")]
    public async Task Each_environment_is_asked_at_its_own_host(string environment, string host)
    {
        await using var proxy = RecordingProxy.Start();
        await using var session = await QuickBooksSession.StartAsync();
        // From here on the access token is known, so that the API is what is asked first.
        session.Sync();
        Change(session, "apiUrl:", proxy, environment);

        var error = session.Shell.Fail("Get-QbCustomer $args[0]", session.Profile);

        Assert.StartsWith("ServiceUnavailable,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        AssertAsked(proxy, host);
    }

    [Theory]
    [InlineData("production")]
    [InlineData("sandbox")]
    public async Task Both_are_signed_in_to_at_one_host(string environment)
    {
        await using var proxy = RecordingProxy.Start();
        await using var session = await QuickBooksSession.StartAsync();
        Change(session, "tokenUrl:", proxy, environment);

        Assert.StartsWith("ServiceUnavailable,", session.Shell.Fail("Get-QbCustomer $args[0]", session.Profile).FullyQualifiedErrorId, StringComparison.Ordinal);
        AssertAsked(proxy, "oauth.platform.intuit.com");
    }

    /// <summary>The profile without a line of its connection, and with a proxy behind which nothing is.</summary>
    private static void Change(QuickBooksSession session, string without, RecordingProxy proxy, string environment)
    {
        var lines = File.ReadAllLines(session.Profile).Where(line => !line.Contains(without, StringComparison.Ordinal))
            .Select(line => line.Replace("environment: sandbox", $"environment: {environment}", StringComparison.Ordinal));
        File.WriteAllLines(session.Profile, [$"proxy: http://127.0.0.1:{proxy.Port}", .. lines]);
    }

    private static void AssertAsked(RecordingProxy proxy, string host)
    {
        Assert.NotEmpty(proxy.Requests);
        Assert.All(proxy.Requests, request => Assert.StartsWith($"CONNECT {host}:443 ", request, StringComparison.Ordinal));
    }
}
