using CrmQbSync.State;

namespace CrmQbSync.Tests.EndToEnd;

/// <summary>Opens stores and closes them at the end, as the system does for a process that died: by then nothing in them counts any more.</summary>
internal sealed class KilledStates(IStateStoreFactory inner) : IStateStoreFactory, IAsyncDisposable
{
    private readonly List<IStateStore> _opened = [];

    public Task<IStateReader?> OpenReaderAsync(StateLocation location, CancellationToken cancellationToken) =>
        inner.OpenReaderAsync(location, cancellationToken);

    public async Task<IStateStore> OpenAsync(StateLocation location, CancellationToken cancellationToken)
    {
        var store = await inner.OpenAsync(location, cancellationToken);
        _opened.Add(store);
        return store;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _opened)
            await store.DisposeAsync();
    }
}
