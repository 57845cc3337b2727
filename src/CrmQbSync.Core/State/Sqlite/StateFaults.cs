using System.Text.Json;
using CrmQbSync.Files;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CrmQbSync.State.Sqlite;

/// <summary>Says what was wrong with a state file, and what to do about it.</summary>
internal sealed class StateFaults(StateLocation location)
{
    private const string KeepAdvice =
        "Nothing in it was changed. Put back a copy of the file from a backup, without the files of its name with -wal and -shm that are there now, or move it away: "
        + "the next run then starts without memory and matches all records afresh by their e-mail addresses.";

    /// <summary>Whether an error is one of the file's, and not of the program.</summary>
    public static bool IsFault(Exception exception) =>
        exception is SqliteException or InvalidDataException or JsonException or IOException or UnauthorizedAccessException;

    /// <summary>What an error means for the user.</summary>
    public SyncException Translate(Exception exception) => exception switch
    {
        SqliteException sqlite => Translate(sqlite),
        UnauthorizedAccessException => Invalid("may not be opened by this user", "Give this user the right to read and write the file and its folder.", exception),
        InvalidDataException or JsonException => Damaged(exception),
        _ => Failed($"could not be read or written ({exception.Message.TrimEnd('.')})", "Look after the disk, and try again.", exception),
    };

    /// <summary>The file cannot be used as the state.</summary>
    public SyncException Invalid(string what, string advice, Exception? inner = null) =>
        new(SyncErrorId.StateInvalid, $"The state file '{location.Path}' {what}.", advice, inner) { Subject = location.Path };

    /// <summary>Something kept the file from being read or written.</summary>
    public SyncException Failed(string what, string advice, Exception? inner = null) =>
        new(SyncErrorId.StateFailed, $"The state file '{location.Path}' {what}.", advice, inner) { Subject = location.Path };

    /// <summary>The file is no file of ours.</summary>
    public SyncException Foreign(string what, Exception? inner = null) =>
        Invalid(what, "Nothing in it was changed. Name another file in the profile (state: path), or move this one away.", inner);

    /// <summary>The file was written by a later version of the module.</summary>
    public SyncException Newer(long version) => Invalid(
        $"was written by a newer version of CrmQbSync (format {version}; this version knows formats up to {StateSchema.Version})",
        "Update the module CrmQbSync. Nothing in the file was changed.");

    /// <summary>The lock was taken by somebody else although we held it.</summary>
    public SyncException LockLost(LockRow? holder) => Failed(
        holder is null
            ? "is no longer locked by this run"
            : $"is locked by another run now (on {holder.Host}, process {holder.ProcessId}): this one gave no sign of life for too long",
        "What this run recorded before is kept; start it again. If the machine was asleep in between, keep it awake while a run is under way.");

    /// <summary>Another run is under way.</summary>
    public static SyncException AlreadyRunning(LockRow holder, bool canBeSeen)
    {
        var message = FormattableString.Invariant(
            $"A run of '{holder.Profile}' is under way: on {holder.Host}, process {holder.ProcessId}, since {holder.StartedAt:yyyy-MM-dd HH:mm:ss} UTC.");
        var advice = canBeSeen
            ? "Wait until it has ended, or end that process: its lock is then given free by itself."
            : FormattableString.Invariant(
                $"Wait until it has ended. If that process is gone: try again {LockWatch.Patience.TotalMinutes} minutes from now; a lock without a sign of life in that time is taken over.");
        return new SyncException(SyncErrorId.SyncAlreadyRunning, message, advice) { Subject = holder.ToHolder() };
    }

    private SyncException Damaged(Exception exception) => Invalid("is damaged: what stands in it is not what this module wrote", KeepAdvice, exception);

    private SyncException ReadOnly(SqliteException exception) => Failed(
        "could not be written: it is read-only", "Give this user the right to write the file and its folder; a disk must not be mounted read-only.", exception);

    /// <summary>Whether the file can be read, but not written.</summary>
    private bool CannotBeWritten()
    {
        const FileShare anybody = FileShare.ReadWrite | FileShare.Delete;
        try
        {
            File.OpenHandle(location.Path, FileMode.Open, FileAccess.Read, anybody).Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
        try
        {
            File.OpenHandle(location.Path, FileMode.Open, FileAccess.ReadWrite, anybody).Dispose();
            return false;
        }
        catch (IOException exception)
        {
            return FileFaults.IsReadOnlyDrive(exception);
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
    }

    private SyncException Translate(SqliteException exception) => exception.SqliteErrorCode switch
    {
        raw.SQLITE_NOTADB => Foreign("is not a state file of CrmQbSync: it is no database", exception),
        raw.SQLITE_CORRUPT or raw.SQLITE_ERROR or raw.SQLITE_MISMATCH or raw.SQLITE_FORMAT => Damaged(exception),
        raw.SQLITE_READONLY => ReadOnly(exception),
        // On a disk mounted read-only it is the files beside it that cannot be made.
        raw.SQLITE_CANTOPEN when CannotBeWritten() => ReadOnly(exception),
        raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_AUTH => Invalid(
            "cannot be opened", "Give this user the right to read and write the file and its folder.", exception),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL => Failed(
            "is kept locked by another program", "Close the program that has it open (a database tool, a backup, a virus scanner), and try again.", exception),
        // That the file which readers share with a writer cannot grow is how a full disk shows there.
        raw.SQLITE_FULL or raw.SQLITE_IOERR when exception is { SqliteErrorCode: raw.SQLITE_FULL } or { SqliteExtendedErrorCode: raw.SQLITE_IOERR_SHMSIZE } => Failed("could not be written: the disk is full", "Make room on the disk, and start the run again.", exception),
        raw.SQLITE_IOERR => Failed(
            $"could not be read or written: the disk reports an error ({exception.SqliteExtendedErrorCode})", "Look after the disk, and try again.", exception),
        _ => Failed($"could not be read or written ({exception.Message.TrimEnd('.')})", "Try again; if it happens again, report it.", exception),
    };
}
