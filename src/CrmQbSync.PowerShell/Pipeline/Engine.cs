using CrmQbSync.Connections.Http;
using CrmQbSync.Profiles;
using CrmQbSync.Running;
using CrmQbSync.Scheduling;

namespace CrmQbSync.Pipeline;

/// <summary>The one place where the cmdlets meet the engine. Each part is made when first asked for, so that importing the module costs nothing.</summary>
internal sealed class Engine
{
    /// <summary>Runs, comparisons, history.</summary>
    public IContactSync Sync => field ??= ContactSyncFactory.Create();

    /// <summary>Profiles.</summary>
    public IProfileStore Profiles => field ??= new ProfileStore();

    /// <summary>Scheduled tasks.</summary>
    public IContactSyncTasks Tasks => field ??= ContactSyncFactory.CreateTasks(ContactSyncFactory.CreateWebServices(TimeProvider.System, SilentLog.Instance));
}
