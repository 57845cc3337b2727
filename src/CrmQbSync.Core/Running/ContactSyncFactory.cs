using CrmQbSync.Connections.Http;
using CrmQbSync.Notices;
using CrmQbSync.Profiles;
using CrmQbSync.Programs;
using CrmQbSync.Scheduling;
using CrmQbSync.Secrets;
using CrmQbSync.State.Sqlite;

namespace CrmQbSync.Running;

/// <summary>Puts the engine together.</summary>
public static class ContactSyncFactory
{
    /// <summary>The environment variable that names a SecretManagement vault for the profiles that name none.</summary>
    private const string VaultVariable = "CRMQBSYNC_VAULT";

    /// <summary>An engine with this version's connections and stores.</summary>
    /// <param name="clock">The clock; null for the system's.</param>
    public static IContactSync Create(TimeProvider? clock = null) => Create(CreateWebServices(clock ?? TimeProvider.System, SilentLog.Instance));

    /// <summary>An engine that talks to web services as it is told.</summary>
    internal static IContactSync Create(WebServices web)
    {
        return new ContactSync(new SyncServices
        {
            Clock = web.Clock,
            Connections = new ConnectionFactory(web),
            States = new SqliteStateStoreFactory(web.Clock),
            NewToken = () => Guid.NewGuid().ToString("N"),
            Secrets = web.SecretsOf,
            NextRun = (profile, token) => NextRunAsync(CreateTasks(web), profile, token),
            Notifier = CreateNotifier(web),
        });
    }

    /// <summary>What tells people of runs.</summary>
    internal static IRunNotifier CreateNotifier(WebServices web) => new RunNotifier(
        web, new ProgramRunner(web.Clock), new SignInEnds(web, new ConnectionFactory(web).CreateSignIn), RunNotifier.DefaultPatience);

    /// <summary>The scheduled tasks of this machine.</summary>
    /// <param name="web">Where secrets come from, and the clock.</param>
    internal static IContactSyncTasks CreateTasks(WebServices web)
    {
        var facts = SystemFacts.Current();
        var schedulers = ContactSyncTasks.SchedulersOf(facts, new ProgramRunner(web.Clock), web.Clock);
        return new ContactSyncTasks(facts, schedulers, new TaskSecrets(web.Secrets), web.Clock);
    }

    /// <summary>When a profile's task runs next; null if it has none.</summary>
    private static async Task<DateTimeOffset?> NextRunAsync(IContactSyncTasks tasks, SyncProfile profile, CancellationToken cancellationToken) =>
        (await tasks.ListAsync(cancellationToken).ConfigureAwait(false)).Where(task => task.Profile == profile.Path).Min(task => task.NextRun);

    /// <summary>Signing in and out.</summary>
    internal static IAccountSignIn CreateSignIn(WebServices web) => new AccountSignIn(web, new ConnectionFactory(web).CreateSignIn);

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
            Secrets = name => (name ?? Environment.GetEnvironmentVariable(VaultVariable)) is { Length: > 0 } wanted
                ? vault?.Invoke(wanted) ?? new MissingVault(wanted)
                : SecretStores.Open(home, SecretStores.MachineHome(Environment.GetEnvironmentVariable), clock),
            Protection = SecretStores.ProtectionOfUser(home),
            Log = log,
        };
    }
}
