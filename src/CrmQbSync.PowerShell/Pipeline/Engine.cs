using CrmQbSync.Profiles;
using CrmQbSync.Running;

namespace CrmQbSync.Pipeline;

/// <summary>The one place where the cmdlets meet the engine. Each part is made when first asked for, so that importing the module costs nothing.</summary>
internal sealed class Engine
{
    /// <summary>Runs, comparisons, history.</summary>
    public IContactSync Sync => field ??= ContactSyncFactory.Create();

    /// <summary>Serves the QuickBooks Web Connector, and writes its files.</summary>
    public WebConnectorHost WebConnector => field ??= ContactSyncFactory.CreateWebConnectorHost();

    /// <summary>Profiles.</summary>
    public IProfileStore Profiles => field ??= new ProfileStore();
}
