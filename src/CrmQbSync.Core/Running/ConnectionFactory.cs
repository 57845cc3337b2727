using CrmQbSync.Connections;
using CrmQbSync.Connections.Csv;
using CrmQbSync.Connections.Http;
using CrmQbSync.Connections.ZohoCrm;
using CrmQbSync.Connections.QuickBooksOnline;
using CrmQbSync.Profiles;

namespace CrmQbSync.Running;

/// <summary>Makes the connections that this version has.</summary>
internal sealed class ConnectionFactory(WebServices web) : IConnectionFactory
{
    /// <summary>How a side is signed in to; null for a connection without sign-in.</summary>
    public ISignInService? CreateSignIn(SyncProfile profile, Side side) => profile.SettingsOf(side) switch
    {
        ZohoCrmSettings zoho => new ZohoSignIn(profile, zoho),
        QuickBooksOnlineSettings quickBooks => new IntuitSignIn(profile, quickBooks, web),
        _ => null,
    };

    /// <inheritdoc/>
    public IConnection Create(SyncProfile profile, Side side) => Create(profile, side, new ConnectionDemands());

    /// <inheritdoc/>
    public IConnection Create(SyncProfile profile, Side side, ConnectionDemands demands) => profile.SettingsOf(side) switch
    {
        QuickBooksDesktopSettings desktop => DesktopConnections.Create(profile, desktop, web, demands),
        CsvSettings csv => new CsvConnection(
            new CsvConnectionOptions
            {
                Side = side,
                Path = csv.File,
                Format = csv.Format,
                Columns = csv.Columns,
                Rules = profile.Rules,
                HasFormerIds = demands.RemembersRecords,
            },
            web.Clock),
        ZohoCrmSettings zoho => new ZohoCrmConnection(web, profile, zoho),
        QuickBooksOnlineSettings quickBooks => new QuickBooksOnlineConnection(profile, quickBooks, web),
        var settings => throw new SyncException(
            SyncErrorId.ProfileInvalid,
            $"Profile '{profile.Name}': this version cannot connect to {settings.Type} yet ({side.ToString().ToLowerInvariant()}.type).",
            "Use type: Csv with an export of that system.")
        {
            Subject = profile.Path,
        },
    };
}
