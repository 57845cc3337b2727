using CrmQbSync.Connections.Http;
using CrmQbSync.Profiles;
using CrmQbSync.Secrets;
using CrmQbSync.State.Sqlite;

namespace CrmQbSync.Running;

/// <summary>Puts the engine together.</summary>
public static class ContactSyncFactory
{
    /// <summary>An engine with this version's connections and stores.</summary>
    /// <param name="clock">The clock; null for the system's.</param>
    public static IContactSync Create(TimeProvider? clock = null) => Create(CreateWebServices(clock ?? TimeProvider.System, SilentLog.Instance));

    /// <summary>An engine that talks to web services as it is told.</summary>
    internal static IContactSync Create(WebServices web) => new ContactSync(new SyncServices
    {
        Clock = web.Clock,
        Connections = new ConnectionFactory(web),
        States = new SqliteStateStoreFactory(web.Clock),
        NewToken = () => Guid.NewGuid().ToString("N"),
    });

    /// <summary>What serves the QuickBooks Web Connector.</summary>
    internal static WebConnectorHost CreateWebConnectorHost() => CreateWebConnectorHost(CreateWebServices(TimeProvider.System, SilentLog.Instance));

    /// <summary>What serves the QuickBooks Web Connector, with the other side's web services as told.</summary>
    internal static WebConnectorHost CreateWebConnectorHost(WebServices web) => new(web, new SqliteStateStoreFactory(web.Clock), new ConnectionFactory(web));

    /// <summary>What web services need, with the module's own secret store.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="log">Where requests are told.</param>
    /// <param name="vault">Opens a SecretManagement vault by name; null where PowerShell is not there to do it.</param>
    internal static WebServices CreateWebServices(TimeProvider clock, IServiceLog log, Func<string, ISecretStore>? vault = null)
    {
        // A system without a folder for settings (a bare container) has the working folder's.
        var home = HomeFolder.Find(Environment.GetEnvironmentVariable) ?? Path.GetFullPath("CrmQbSync");
        return new WebServices
        {
            Clock = clock,
            Home = home,
            Secrets = name => name is null
                ? SecretStores.Open(home, SecretStores.MachineHome(Environment.GetEnvironmentVariable), clock)
                : vault?.Invoke(name) ?? new MissingVault(name),
            Protection = SecretStores.ProtectionOfUser(home),
            Log = log,
        };
    }
}
