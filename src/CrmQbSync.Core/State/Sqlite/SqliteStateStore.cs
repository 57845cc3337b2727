using CrmQbSync.Contacts;
using Microsoft.Data.Sqlite;

namespace CrmQbSync.State.Sqlite;

/// <summary>
/// Reads and writes a state. Reading has a connection of its own: a stream under way sees the state as it was when it began, whatever is
/// committed meanwhile.
/// </summary>
internal sealed class SqliteStateStore : IStateStore
{
    private readonly StateLocation _location;
    private readonly TimeProvider _clock;
    private readonly MachineIdentity _machine;
    private readonly StateFaults _faults;
    private readonly StateFile _file;
    private readonly LockWatch _watch;
    private readonly StateConnection _writer;
    private readonly SqliteStateReader _reader;
    private readonly StateWriting _writing;
    private readonly RowBlocks _blocks = new();
    private RunLock? _lock;

    /// <summary>A store on a file that exists.</summary>
    public SqliteStateStore(StateLocation location, TimeProvider clock, MachineIdentity machine, StateFaults faults, StateFile file)
    {
        (_location, _clock, _machine, _faults, _file) = (location, clock, machine, faults, file);
        _watch = new LockWatch(clock, machine);
        _writer = file.OpenForWriting();
        StateConnection? reading = null;
        try
        {
            reading = file.OpenForReading();
            _writing = new StateWriting(_writer);
            _reader = new SqliteStateReader(reading, location, _watch, faults);
        }
        catch
        {
            reading?.Dispose();
            _writer.Dispose();
            throw;
        }
    }

    /// <summary>The connection that writes; for tests that make it fail.</summary>
    internal StateConnection Writer => _writer;

    /// <inheritdoc/>
    public Task<StateHeader> ReadHeaderAsync(CancellationToken cancellationToken) => _reader.ReadHeaderAsync(cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<LinkMemory> ReadLinksAsync(LinkQuery query, FieldLayout layout, CancellationToken cancellationToken) =>
        _reader.ReadLinksAsync(query, layout, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<RecordMemory> ReadRecordsAsync(RecordQuery query, FieldLayout layout, CancellationToken cancellationToken) =>
        _reader.ReadRecordsAsync(query, layout, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Intent>> ReadIntentsAsync(CancellationToken cancellationToken) => _reader.ReadIntentsAsync(cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<SyncRun> ReadRunsAsync(RunQuery query, CancellationToken cancellationToken) =>
        _reader.ReadRunsAsync(query, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<SyncEntry> ReadEntriesAsync(EntryQuery query, CancellationToken cancellationToken) =>
        _reader.ReadEntriesAsync(query, cancellationToken);

    /// <inheritdoc/>
    public Task<long> CountLinksAsync(CancellationToken cancellationToken) => _reader.CountLinksAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<LockHolder?> ReadLockAsync(CancellationToken cancellationToken) => _reader.ReadLockAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IAsyncDisposable> AcquireLockAsync(CancellationToken cancellationToken) =>
        StateAnswer.Give<IAsyncDisposable>(AcquireLock, _writer.Gate, _faults, cancellationToken);

    /// <inheritdoc/>
    public Task<SyncRun> BeginRunAsync(SyncRun run, int keepDays, CancellationToken cancellationToken) =>
        StateAnswer.Give(() => BeginRun(run, keepDays), _writer.Gate, _faults, cancellationToken);

    /// <inheritdoc/>
    public void Prepare(StateChanges changes)
    {
        foreach (var block in _blocks.Make(changes))
            changes.AddPrepared(block);
        changes.Links.RemoveAll(link => link.LinkId == 0);
        changes.Entries.Clear();
        changes.Intents.Clear();
    }

    /// <inheritdoc/>
    public async Task CommitAsync(StateChanges changes, CancellationToken cancellationToken)
    {
        if (changes.IsEmpty && !cancellationToken.IsCancellationRequested)
            return;
        // Before the gate is taken: the lists of the caller stay as they are, in case that the transaction fails.
        List<RowBlock> blocks = [.. changes.Prepared.Cast<RowBlock>(), .. _blocks.Make(changes)];
        var emptying = changes.Run is { Status: not RunStatus.Running } && await IsWithoutIndexesAsync(cancellationToken).ConfigureAwait(false)
            ? Task.Run(EmptyLog, CancellationToken.None)
            : Task.CompletedTask;
        try
        {
            await StateAnswer.Give(() => Commit(changes, blocks), _writer.Gate, _faults, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await emptying.ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_lock is { } own)
                await own.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            await _reader.DisposeAsync().ConfigureAwait(false);
            _writer.Dispose();
        }
    }

    private Task<bool> IsWithoutIndexesAsync(CancellationToken cancellationToken) =>
        StateAnswer.Give(() => LinkIndexes.AreMissing(_writer), _writer.Gate, _faults, cancellationToken);

    /// <summary>
    /// Carries over into the file what a first run has committed, which the writer would else do alone after it: while that one sorts the indexes, there
    /// is a processor for it.
    /// </summary>
    private void EmptyLog()
    {
        try
        {
            using var connection = _file.OpenForWriting();
            connection.Execute("PRAGMA wal_checkpoint(PASSIVE)");
        }
        catch (Exception exception) when (exception is SyncException or SqliteException)
        {
            // Nothing is lost: it stays in the log. What is wrong meets the writer as well, and that one can say so.
        }
    }

    private RunLock AcquireLock()
    {
        var mine = new LockRow(
            Guid.NewGuid().ToString("N"), _machine.Host, _machine.Place, _machine.ProcessId, _machine.ProcessMark, _location.Profile,
            _clock.GetUtcNow(), Beat: 0, SyncId: 0);
        // Opened first: a lock that could not beat must not be taken.
        var connection = _file.OpenForWriting();
        try
        {
            var holder = connection.InTransaction(() => Take(mine, connection));
            if (holder is not null)
                throw StateFaults.AlreadyRunning(holder, _watch.Judge(holder) is not null);
            return _lock = new RunLock(mine.Token, connection, _clock, _faults);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Takes the lock, or gives who has it.</summary>
    private LockRow? Take(LockRow mine, StateConnection connection)
    {
        if (LockRow.Read(connection) is { } holder && _watch.IsAlive(holder, connection))
        {
            if (_watch.Judge(holder) is null)
                _watch.Note(holder, connection);
            return holder;
        }
        mine.Write(connection);
        return null;
    }

    private SyncRun BeginRun(SyncRun run, int keepDays)
    {
        if (_lock is not { IsHeld: true })
            throw new InvalidOperationException("A run can begin only after the lock was taken.");
        return _writer.InTransaction(() =>
        {
            CheckLock();
            return _writing.Begin(run, _clock.GetUtcNow(), keepDays) with { Profile = _location.Profile };
        });
    }

    private bool Commit(StateChanges changes, List<RowBlock> blocks)
    {
        try
        {
            _writer.InTransaction(() =>
            {
                CheckLock();
                _writing.Write(changes, blocks);
                return true;
            });
        }
        catch
        {
            _writing.TakeBack();
            throw;
        }
        blocks.ForEach(_blocks.Return);
        return true;
    }

    /// <summary>Makes sure, within the transaction, that no other run is under way.</summary>
    private void CheckLock()
    {
        var holder = LockRow.Read(_writer);
        if (_lock is { IsHeld: true } own)
        {
            if (holder?.Token != own.Token)
                throw _faults.LockLost(holder);
        }
        else if (holder is not null && _watch.IsAlive(holder, _writer))
        {
            throw StateFaults.AlreadyRunning(holder, _watch.Judge(holder) is not null);
        }
    }
}
