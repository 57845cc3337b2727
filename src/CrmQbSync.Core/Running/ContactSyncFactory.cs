using CrmQbSync.State.Sqlite;

namespace CrmQbSync.Running;

/// <summary>Puts the engine together.</summary>
public static class ContactSyncFactory
{
    /// <summary>An engine with this version's connections and stores.</summary>
    /// <param name="clock">The clock; null for the system's.</param>
    public static IContactSync Create(TimeProvider? clock = null)
    {
        clock ??= TimeProvider.System;
        return new ContactSync(new SyncServices
        {
            Clock = clock,
            Connections = new ConnectionFactory(clock),
            States = new SqliteStateStoreFactory(clock),
            NewToken = () => Guid.NewGuid().ToString("N"),
        });
    }
}
