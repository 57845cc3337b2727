using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CrmQbSync.State.Sqlite;

/// <summary>Finds, checks, creates and opens the file of a state. A file that cannot be used is never overwritten, changed or deleted.</summary>
internal sealed class StateFile(StateLocation location, StateFaults faults, Func<string, string?> networkOf)
{
    /// <summary>A link with its indexes and an entry are about 700 bytes; larger pages make neighbours cheaper and look-ups dearer.</summary>
    private const int PageSize = 8192;

    private const int LogBytes = 64 * 1024 * 1024;

    /// <summary>SQLite takes anything shorter for a database without content.</summary>
    private const int SmallestDatabase = 512;

    private string LogPath => location.Path + "-wal";

    /// <summary>Whether there is a state. One that must not be used, whatever is in it, is refused.</summary>
    public bool Exists()
    {
        if (!Path.IsPathFullyQualified(location.Path))
            throw new ArgumentException($"The path of the state has to be a full one: '{location.Path}'.");
        var folder = Path.GetDirectoryName(location.Path);
        if (folder is null || Directory.Exists(location.Path))
            throw faults.Invalid("is a folder", "Name a file in the profile (state: path).");
        if (NetworkPaths.IsShare(folder) && OperatingSystem.IsWindows())
            throw OnNetwork("a network share");
        if (!Directory.Exists(folder))
        {
            throw faults.Invalid(
                $"cannot be used: there is no folder '{folder}', or this user may not see it", "Create the folder, or name another file in the profile (state: path).");
        }
        if (networkOf(folder) is { } network)
            throw OnNetwork(network);
        return FileExists();
    }

    /// <summary>Creates the file, if nobody else does meanwhile. It comes into being complete or not at all.</summary>
    public void Create()
    {
        var draft = $"{location.Path}.new-{Guid.NewGuid():N}";
        try
        {
            using (var connection = StateConnection.Create(draft))
            {
                connection.Execute($"PRAGMA page_size = {PageSize}");
                connection.Execute($"PRAGMA application_id = {StateSchema.ApplicationId}");
                // Without the log: what a full disk kept from being carried over from there on closing would be lost with the log, and no one told.
                StateSchema.Migrate(connection);
                UseLog(connection);
            }
            File.Move(draft, location.Path, overwrite: false);
        }
        catch (IOException) when (File.Exists(location.Path))
        {
            // Another process was faster; its file is as good.
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM)
        {
            throw faults.Failed(
                "could not be created: its folder is read-only", "Give this user the right to write the folder, or name another file in the profile (state: path).", exception);
        }
        finally
        {
            foreach (var rest in (string[])[draft, draft + "-wal", draft + "-shm", draft + "-journal"])
                File.Delete(rest);
        }
    }

    /// <summary>Opens the file for writing and brings it to this version.</summary>
    public StateConnection OpenForWriting() => Open(connection =>
    {
        Verify(connection);
        if (connection.IsReadOnly)
            throw faults.Failed("cannot be written: it is read-only", "Give this user the right to write the file and its folder.");
        UseLog(connection);
        connection.Execute($"""
            PRAGMA cache_size = -32768;
            PRAGMA wal_autocheckpoint = {LogBytes / PageSize};
            PRAGMA journal_size_limit = {LogBytes};
            """);
        StateSchema.Migrate(connection);
    });

    /// <summary>Opens the file for reading, also while a run is writing it, and where nothing may be written at all.</summary>
    public StateConnection OpenForReading()
    {
        try
        {
            // Not as read-only: SQLite would need, and leave behind, its side files all the same; so the last to close it clears them away.
            return Open(PrepareForReading);
        }
        catch (SyncException exception) when (NothingCanBeWritten(exception.InnerException))
        {
            if (new FileInfo(LogPath) is { Exists: true, Length: > 0 })
            {
                throw faults.Invalid(
                    $"cannot be read here: its latest changes are in '{LogPath}', and reading those takes a folder that can be written",
                    "Give this user the right to write the folder, or copy both files to a folder where that is so.", exception);
            }
            return Guard(() => StateConnection.OpenImmutable(location.Path), PrepareForReading);
        }
    }

    private static bool NothingCanBeWritten(Exception? exception) => exception is SqliteException
    {
        SqliteErrorCode: raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM,
    };

    private void PrepareForReading(StateConnection connection)
    {
        var version = Verify(connection);
        if (version < StateSchema.Version)
        {
            throw faults.Invalid(
                $"is of an older version of CrmQbSync (format {version})", "Run a synchronisation once: it brings the file to this version.");
        }
        connection.Execute("PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -16384;");
    }

    /// <summary>Makes sure that the file is ours and not from the future.</summary>
    private long Verify(StateConnection connection)
    {
        var application = connection.ReadNumber("PRAGMA application_id");
        if (application != StateSchema.ApplicationId)
        {
            connection.LeaveLogAlone();
            throw faults.Foreign("is not a state file of CrmQbSync, but a database of another program");
        }
        var version = connection.ReadNumber("PRAGMA user_version");
        return version <= StateSchema.Version ? version : throw faults.Newer(version);
    }

    private void UseLog(StateConnection connection)
    {
        using (var statement = connection.Prepare("PRAGMA journal_mode = WAL"))
        {
            if (!statement.Step() || statement.Text(0) != "wal")
                throw faults.Invalid("is on a file system that allows no write-ahead log", "Keep the state on a disk of this machine (state: path).");
            statement.Reset();
        }
        connection.Execute("PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;");
    }

    private StateConnection Open(Action<StateConnection> prepare) => Guard(() => StateConnection.Open(location.Path), prepare);

    private StateConnection Guard(Func<StateConnection> open, Action<StateConnection> prepare)
    {
        StateConnection? connection = null;
        try
        {
            connection = open();
            prepare(connection);
            return connection;
        }
        catch (Exception exception)
        {
            connection?.Dispose();
            if (StateFaults.IsFault(exception))
                throw faults.Translate(exception);
            throw;
        }
    }

    private SyncException OnNetwork(string kind) => faults.Invalid(
        $"is on another machine ({kind}), where two runs cannot be kept apart reliably",
        "Keep the state on a disk of the machine that runs the synchronisation (state: path).");

    private bool FileExists()
    {
        // Not File.Exists, which says no also where it may not look. Nor is the file opened otherwise than by SQLite: closing it again would
        // drop the locks that another connection of this process has on it.
        var file = new FileInfo(location.Path);
        try
        {
            _ = File.GetAttributes(location.Path);
        }
        catch (FileNotFoundException)
        {
            if (new FileInfo(LogPath) is { Exists: true, Length: > 0 })
            {
                throw faults.Invalid(
                    $"is missing, but what belongs to it is there: '{LogPath}'",
                    "Put the state file back beside it, from where it was moved to or from a backup; or move that file away too, to start without memory.");
            }
            return false;
        }
        if (file.Length == 0)
        {
            throw faults.Invalid(
                "is empty, which no state ever is: what was in it is lost",
                "Put back a copy from a backup, or delete the file: the next run then starts without memory and matches all records afresh by their e-mail addresses.");
        }
        return file.Length >= SmallestDatabase ? true : throw faults.Foreign("is not a state file of CrmQbSync: it is no database");
    }
}
