using CrmQbSync.Connections.Http;
using CrmQbSync.Profiles;
using CrmQbSync.Running;
using CrmQbSync.Scheduling;
using CrmQbSync.Secrets;

namespace CrmQbSync.Pipeline;

/// <summary>The one place where the cmdlets meet the engine. Each part is made when first asked for, so that importing the module costs nothing.</summary>
internal sealed class Engine
{
    /// <summary>Runs, comparisons, history.</summary>
    public IContactSync Sync => field ??= ContactSyncFactory.Create(Web);

    /// <summary>Signing in and out.</summary>
    public IAccountSignIn SignIn => field ??= ContactSyncFactory.CreateSignIn(Web);

    /// <summary>Serves the QuickBooks Web Connector, and writes its files.</summary>
    public WebConnectorHost WebConnector => field ??= ContactSyncFactory.CreateWebConnectorHost(Web);

    /// <summary>Profiles.</summary>
    public IProfileStore Profiles => field ??= new ProfileStore();

    /// <summary>Scheduled tasks.</summary>
    public IContactSyncTasks Tasks => field ??= ContactSyncFactory.CreateTasks(Web);

    /// <summary>Where the work tells its requests and decisions; the cmdlet puts itself behind it.</summary>
    public CmdletLog Log { get; } = new();

    private WebServices Web => field ??= ContactSyncFactory.CreateWebServices(TimeProvider.System, Log, vault => new VaultSecretStore(vault));

    /// <summary>The secret store of a vault; null for the one that is used where no vault is named.</summary>
    public ISecretStore SecretsOf(string? vault) => Web.Secrets(vault);
}
