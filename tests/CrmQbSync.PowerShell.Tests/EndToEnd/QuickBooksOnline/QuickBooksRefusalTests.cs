using CrmQbSync.Emulators.QuickBooksOnline;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.QuickBooksOnline;

/// <summary>What keeps a whole run from going on, in whatever shape the service says it.</summary>
public sealed class QuickBooksRefusalTests
{
    [Theory]
    [InlineData(FaultKind.Unauthorized, 9, "AuthenticationFailed", "3200", "Connect-QbAccount")]
    [InlineData(FaultKind.WrongCompanyXml, 9, "AuthenticationFailed", "100", "environment")]
    [InlineData(FaultKind.Forbidden, 9, "AuthenticationFailed", "3100", "Development keys")]
    [InlineData(FaultKind.AccessLost, 9, "AuthenticationFailed", "120", "administrator")]
    [InlineData(FaultKind.SubscriptionEnded, 1, "ServiceRejected", "6190", "subscription")]
    public async Task A_run_that_the_service_lets_nothing_do_says_its_code_and_what_to_look_at(FaultKind fault, int times, string id, string code, string advice)
    {
        await using var session = await QuickBooksSession.StartAsync();
        session.Emulator.Faults.Add(fault, "companyinfo", times);

        var error = session.Shell.Fail("Invoke-ContactSync $args[0] -ErrorAction Stop", session.Profile);

        Assert.StartsWith(id, error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(code, error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("intuit_tid", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.InRange(session.Emulator.ApiCalls.Count, 1, 2);
        Assert.All(session.Emulator.SignIn.Secrets, secret => Assert.DoesNotContain(secret, error.ToString() + error.Exception, StringComparison.Ordinal));
        Assert.Equal("Failed", Assert.Single(session.Shell.Run("Get-ContactSyncHistory $args[0] | ForEach-Object { \"$($_.Status)\" }", session.Profile).Texts));
    }
}
