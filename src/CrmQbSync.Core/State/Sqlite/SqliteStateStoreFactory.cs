namespace CrmQbSync.State.Sqlite;

/// <summary>Keeps states in SQLite files.</summary>
public sealed class SqliteStateStoreFactory : IStateStoreFactory
{
    private readonly TimeProvider _clock;
    private readonly MachineIdentity _machine;
    private readonly Func<string, string?> _networkOf;

    /// <summary>A factory whose stores take the time from a clock.</summary>
    public SqliteStateStoreFactory(TimeProvider clock)
        : this(clock, MachineIdentity.Read())
    {
    }

    /// <summary>A factory whose stores take this process for another one, or that is told which folders are on another machine.</summary>
    internal SqliteStateStoreFactory(TimeProvider clock, MachineIdentity machine, Func<string, string?>? networkOf = null) =>
        (_clock, _machine, _networkOf) = (clock, machine, networkOf ?? NetworkPaths.Find);

    /// <inheritdoc/>
    public Task<IStateReader?> OpenReaderAsync(StateLocation location, CancellationToken cancellationToken)
    {
        var faults = new StateFaults(location);
        return StateAnswer.Give<IStateReader?>(
            () =>
            {
                var file = new StateFile(location, faults, _networkOf);
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
                var file = new StateFile(location, faults, _networkOf);
                if (!file.Exists())
                    file.Create();
                return new SqliteStateStore(location, _clock, _machine, faults, file);
            },
            new object(),
            faults,
            cancellationToken);
    }
}
