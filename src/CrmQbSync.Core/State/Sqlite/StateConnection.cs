using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CrmQbSync.State.Sqlite;

/// <summary>One connection to a state file, with the statements prepared on it.</summary>
internal sealed class StateConnection : IDisposable
{
    /// <summary>How long to wait for another program that has the file locked.</summary>
    private const int BusyMilliseconds = 5_000;

    private readonly HashSet<Statement> _statements = [];

    static StateConnection() => Batteries_V2.Init();

    private StateConnection(sqlite3 handle) => Handle = handle;

    /// <summary>SQLite's own handle.</summary>
    public sqlite3 Handle { get; }

    /// <summary>Whether the file cannot be written, although that may have been asked for.</summary>
    public bool IsReadOnly => raw.sqlite3_db_readonly(Handle, "main") == 1;

    /// <summary>Whether a transaction is open.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    /// <summary>The number of the row that was added last.</summary>
    public long LastRowNumber => raw.sqlite3_last_insert_rowid(Handle);

    /// <summary>Held by whoever uses the connection or one of its statements where several threads may.</summary>
    public object Gate { get; } = new();

    /// <summary>Opens a file that exists.</summary>
    public static StateConnection Open(string path) => OpenSource(path, raw.SQLITE_OPEN_READWRITE);

    /// <summary>Creates a file.</summary>
    public static StateConnection Create(string path) => OpenSource(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);

    /// <summary>
    /// Opens a file that nobody can be writing to (it is on a disk or in a folder that is read-only, and has no write-ahead log):
    /// no side files are needed then.
    /// </summary>
    public static StateConnection OpenImmutable(string path) =>
        OpenSource(AddressOf(path) + "?immutable=1", raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_URI);

    /// <summary>Prepares a statement; it lives until it is disposed, or with the connection.</summary>
    public Statement Prepare(string sql)
    {
        var code = raw.sqlite3_prepare_v2(Handle, sql, out var handle);
        if (code != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(code, Handle);
        var statement = new Statement(this, handle);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Carries out one or several statements.</summary>
    public void Execute(string sql)
    {
        var code = raw.sqlite3_exec(Handle, sql);
        if (code != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(code, Handle);
    }

    /// <summary>The number that a query gives; 0 if it gives none.</summary>
    public long ReadNumber(string sql)
    {
        using var statement = Prepare(sql);
        return statement.RunForNumber() ?? 0;
    }

    /// <summary>Carries out work in one transaction that has the right to write from its beginning; all of it or nothing.</summary>
    public T InTransaction<T>(Func<T> work)
    {
        Execute("BEGIN IMMEDIATE");
        try
        {
            var result = work();
            Execute("COMMIT");
            return result;
        }
        catch
        {
            // What was bound when the work broke off must not be stored by the next use of a statement.
            foreach (var statement in _statements)
                statement.Reset();
            // SQLite has rolled back by itself after some errors (disk full, for one).
            if (IsInTransaction)
                _ = raw.sqlite3_exec(Handle, "ROLLBACK");
            throw;
        }
    }

    /// <summary>Leaves the file's write-ahead log alone when the connection is closed: it is not ours.</summary>
    public void LeaveLogAlone()
    {
        const int noCheckpointOnClose = 1006;
        _ = raw.sqlite3_db_config(Handle, noCheckpointOnClose, 1, out _);
    }

    /// <summary>Called by a statement that is disposed.</summary>
    public void Forget(Statement statement) => _statements.Remove(statement);

    /// <summary>Closes the connection at once: with a statement left open, SQLite would keep the file.</summary>
    public void Dispose()
    {
        lock (Gate)
        {
            foreach (var statement in _statements.ToArray())
                statement.Dispose();
            Handle.Dispose();
        }
    }

    /// <summary>The URI of a full path. Not made by <see cref="Uri"/>, which leaves alone what looks escaped already.</summary>
    private static string AddressOf(string path)
    {
        var names = (OperatingSystem.IsWindows() ? path.Replace('\\', '/') : path).Split('/');
        return "file://" + (path[0] == '/' ? "" : "/") + string.Join('/', names.Select(Uri.EscapeDataString));
    }

    private static StateConnection OpenSource(string source, int flags)
    {
        // Without SQLite's own mutex, which is taken for every single value: users of a connection take turns by its gate.
        var code = raw.sqlite3_open_v2(source, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        try
        {
            if (code != raw.SQLITE_OK)
                SqliteException.ThrowExceptionForRC(code, handle);
            _ = raw.sqlite3_busy_timeout(handle, BusyMilliseconds);
            return new StateConnection(handle);
        }
        catch (SqliteException)
        {
            handle.Dispose();
            throw;
        }
    }
}
