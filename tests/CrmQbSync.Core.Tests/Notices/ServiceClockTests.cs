using CrmQbSync.Emulators.QuickBooksOnline;
using CrmQbSync.Emulators.ZohoCrm;

namespace CrmQbSync.Tests.Notices;

/// <summary>This machine's clock beside the services'.</summary>
public sealed class ServiceClockTests : IDisposable
{
    private readonly NoticeBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(0, "Passed", "It goes as this machine's does.")]
    [InlineData(10, "Warning", "This machine's clock is 10 minutes ahead of the service's.")]
    [InlineData(-30, "Warning", "This machine's clock is 30 minutes behind the service's.")]
    public async Task A_clock_that_differs_from_a_services_is_told(int minutes, string status, string message)
    {
        await using var zoho = await ZohoCrmEmulator.StartAsync();
        await using var quickBooks = await QuickBooksOnlineEmulator.StartAsync();
        _bench.Clock.Ahead = TimeSpan.FromMinutes(minutes);
        foreach (var (name, value) in new[]
        {
            ("z-id", zoho.Accounts.ClientId), ("z-secret", zoho.Accounts.ClientSecret), ("z-token", zoho.Accounts.Grant()),
            ("q-id", quickBooks.SignIn.ClientId), ("q-secret", quickBooks.SignIn.ClientSecret), ("acme-qb-refresh", quickBooks.SignIn.RefreshToken),
        })
        {
            _bench.Secrets[name] = value;
        }

        var checks = await _bench.CheckAsync($$"""
            proxy: none
            crm:
              type: ZohoCrm
              dataCenter: us
              clientId: ${secret:z-id}
              clientSecret: ${secret:z-secret}
              refreshToken: ${secret:z-token}
              accountsUrl: {{zoho.Address.AbsoluteUri.TrimEnd('/')}}
            qb:
              type: QuickBooksOnline
              environment: sandbox
              realmId: '{{quickBooks.RealmId}}'
              clientId: ${secret:q-id}
              clientSecret: ${secret:q-secret}
              tokenUrl: {{quickBooks.TokenUrl}}
              apiUrl: {{quickBooks.Address.AbsoluteUri.TrimEnd('/')}}
            """);

        foreach (var name in new[] { "CRM clock", "QuickBooks clock" })
        {
            var check = Assert.Single(checks, check => check.Check == name);
            Assert.Equal((status, message), (check.Status.ToString(), check.Message));
            Assert.Equal(status == "Passed", string.IsNullOrEmpty(check.Advice));
        }
    }
}
