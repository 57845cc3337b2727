using System.Globalization;
using CrmQbSync.Connections.Http;

namespace CrmQbSync.Notices;

/// <summary>Which of a profile's sign-ins end soon.</summary>
internal sealed class SignInEnds(WebServices web, Func<SyncProfile, Side, ISignInService?> signIns)
{
    private static readonly TimeSpan s_soon = TimeSpan.FromDays(14);

    /// <summary>A sentence for each sign-in that ends within two weeks.</summary>
    /// <exception cref="SyncException">SecretMissing, SecretStoreFailed.</exception>
    public async Task<IReadOnlyDictionary<Side, string>> SoonAsync(SyncProfile profile, CancellationToken cancellationToken)
    {
        var soon = new Dictionary<Side, string>();
        foreach (var side in new[] { Side.Crm, Side.Qb })
        {
            if (signIns(profile, side) is not { } service)
                continue;
            using var exchange = await web.CreateExchangeAsync(profile, cancellationToken).ConfigureAwait(false);
            using var tokens = new AccessTokens(web, exchange, service, service.Settings);
            var (unused, atLatest) = await tokens.EndsAsync(cancellationToken).ConfigureAwait(false);
            var end = unused is null || atLatest < unused ? atLatest : unused;
            if (end is { } time && time - web.Clock.GetUtcNow() < s_soon)
                soon.Add(side, string.Create(CultureInfo.InvariantCulture, $"The sign-in to {(side == Side.Crm ? "the CRM" : "QuickBooks")} ends on {time:yyyy-MM-dd}."));
        }
        return soon;
    }
}
