namespace CrmQbSync.State.Sqlite;

/// <summary>Keeps states in SQLite files.</summary>
public sealed class SqliteStateStoreFactory : IStateStoreFactory
{
    private readonly TimeProvider _clock;
    private readonly MachineIdentity _machine;

    /// <summary>A factory whose stores take the time from a clock.</summary>
    public SqliteStateStoreFactory(TimeProvider clock)
        : this(clock, MachineIdentity.Read())
    {
    }

    /// <summary>A factory whose stores take this process for another one.</summary>
    internal SqliteStateStoreFactory(TimeProvider clock, MachineIdentity machine) => (_clock, _machine) = (clock, machine);

    /// <inheritdoc/>
    public Task<IStateReader?> OpenReaderAsync(StateLocation location, CancellationToken cancellationToken)
    {
        var faults = new StateFaults(location);
        return StateAnswer.Give<IStateReader?>(
            () =>
            {
                var file = new StateFile(location, faults);
                return file.Exists() ? new SqliteStateReader(file.OpenForReading(), location, new LockWatch(_clock, _machine), faults) : null;
            },
            new object(),
            faults,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IStateStore> OpenAsync(StateLocation location, CancellationToken cancellationToken)
    {
        var faults = new StateFaults(location);
        return StateAnswer.Give<IStateStore>(
            () =>
            {
                var file = new StateFile(location, faults);
                if (!file.Exists())
                    file.Create();
                return new SqliteStateStore(location, _clock, _machine, faults, file);
            },
            new object(),
            faults,
            cancellationToken);
    }
}
