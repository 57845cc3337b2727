using Microsoft.Data.Sqlite;

namespace CrmQbSync.State.Sqlite;

/// <summary>The run lock while it is held: gives signs of life on a connection of its own until it is disposed.</summary>
internal sealed class RunLock : IAsyncDisposable
{
    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(2);

    private readonly StateConnection _connection;
    private readonly StateFaults _faults;
    private readonly TimeProvider _clock;
    private readonly Statement _beat;
    private readonly object _gate = new();
    private readonly ITimer _timer;
    private ITimer? _retry;
    private bool _closed;

    /// <summary>Begins the heartbeat of a lock that was just taken.</summary>
    /// <param name="token">The lock's token.</param>
    /// <param name="connection">A connection for the lock alone, which it closes.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="faults">Says what an error of SQLite means.</param>
    public RunLock(string token, StateConnection connection, TimeProvider clock, StateFaults faults)
    {
        Token = token;
        _connection = connection;
        _faults = faults;
        _clock = clock;
        _beat = connection.Prepare("UPDATE run_lock SET beat = beat + 1 WHERE token = ?1");
        _timer = clock.CreateTimer(_ => Beat(), null, BeatEvery, BeatEvery);
    }

    /// <summary>The lock's token.</summary>
    public string Token { get; }

    /// <summary>Whether the lock was not given back yet; somebody may have taken it over all the same.</summary>
    public bool IsHeld
    {
        get
        {
            lock (_gate)
                return !_closed;
        }
    }

    /// <summary>
    /// Gives the lock back. Where that fails, on a full disk for instance, it is tried again for as long as this process lives: it is alive, so nobody
    /// would ever take the lock over.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
            try
            {
                Release();
            }
            catch (SqliteException exception)
            {
                _retry = _clock.CreateTimer(_ => RetryRelease(), null, RetryEvery, RetryEvery);
                throw _faults.Translate(exception);
            }
        }
    }

    private void Release()
    {
        using (var release = _connection.Prepare("DELETE FROM run_lock WHERE token = ?1"))
            release.Bind(1, Token).Run();
        _connection.Dispose();
    }

    private void RetryRelease()
    {
        lock (_gate)
        {
            if (_retry is not { } retry)
                return;
            try
            {
                Release();
            }
            catch (SqliteException)
            {
                // Still no room; the next attempt comes.
                return;
            }
            _retry = null;
            retry.Dispose();
        }
    }

    private void Beat()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            try
            {
                _beat.Bind(1, Token).Run();
            }
            catch (SqliteException)
            {
                // One sign of life less. What is wrong will meet the next transaction as well, which also makes sure that the lock is still
                // ours; that one can say so to somebody, a timer cannot.
            }
        }
    }
}
