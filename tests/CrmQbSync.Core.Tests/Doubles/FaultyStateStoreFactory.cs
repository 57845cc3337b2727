using CrmQbSync.State;

namespace CrmQbSync.Tests.Doubles;

/// <summary>Opens stores whose every write can be the last thing that is done.</summary>
public sealed class FaultyStateStoreFactory(IStateStoreFactory inner, FaultSwitch faults) : IStateStoreFactory
{
    public Task<IStateReader?> OpenReaderAsync(StateLocation location, CancellationToken cancellationToken) =>
        inner.OpenReaderAsync(location, cancellationToken);

    public async Task<IStateStore> OpenAsync(StateLocation location, CancellationToken cancellationToken)
    {
        faults.State("open state", isBefore: true);
        return new FaultyStateStore(await inner.OpenAsync(location, cancellationToken), faults);
    }
}
