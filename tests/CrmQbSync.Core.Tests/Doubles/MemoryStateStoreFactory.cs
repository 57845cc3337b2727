using CrmQbSync.State;

namespace CrmQbSync.Tests.Doubles;

/// <summary>States in memory, by path. Shows that the engine needs no file and no SQLite.</summary>
public sealed class MemoryStateStoreFactory(TimeProvider clock, ContractGuard guard) : IStateStoreFactory
{
    private readonly Dictionary<string, MemoryStateFile> _files = [];

    /// <summary>Which process is running now; a lock of another one is a dead one's.</summary>
    public int ProcessId { get; private set; } = 1;

    /// <summary>The state at a path; null if there is none yet.</summary>
    public MemoryState? this[string path] => _files.GetValueOrDefault(path)?.State;

    /// <summary>The process ends; another one takes its place.</summary>
    public void NextProcess() => ProcessId++;

    /// <summary>A copy that goes its own way from now on.</summary>
    public MemoryStateStoreFactory Copy(TimeProvider copiedClock, ContractGuard copiedGuard)
    {
        var copy = new MemoryStateStoreFactory(copiedClock, copiedGuard) { ProcessId = ProcessId };
        foreach (var (path, file) in _files)
            copy._files.Add(path, new MemoryStateFile { State = file.State, Lock = file.Lock });
        return copy;
    }

    public Task<IStateReader?> OpenReaderAsync(StateLocation location, CancellationToken cancellationToken)
    {
        var file = _files.GetValueOrDefault(location.Path);
        return Task.FromResult<IStateReader?>(file is null ? null : new MemoryStateStore(file, location, isReadOnly: true, ProcessId, clock, guard));
    }

    public Task<IStateStore> OpenAsync(StateLocation location, CancellationToken cancellationToken)
    {
        if (!_files.TryGetValue(location.Path, out var file))
            _files.Add(location.Path, file = new MemoryStateFile());
        return Task.FromResult<IStateStore>(new MemoryStateStore(file, location, isReadOnly: false, ProcessId, clock, guard));
    }
}
