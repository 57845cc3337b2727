namespace CrmQbSync.State.Sqlite;

/// <summary>The run lock as it is stored.</summary>
/// <param name="Token">What tells one holding from every other.</param>
/// <param name="Host">The holder's machine.</param>
/// <param name="Place">See <see cref="MachineIdentity.Place"/>.</param>
/// <param name="ProcessId">The holder's process.</param>
/// <param name="ProcessMark">See <see cref="ProcessMarks"/>.</param>
/// <param name="Profile">The profile that the holder runs.</param>
/// <param name="StartedAt">When it took the lock, by its clock.</param>
/// <param name="Beat">Rises by one with each sign of life.</param>
/// <param name="SyncId">The run that it began; 0 before it did.</param>
internal sealed record LockRow(
    string Token, string Host, string Place, int ProcessId, string ProcessMark, string Profile, DateTimeOffset StartedAt, long Beat, long SyncId)
{
    /// <summary>The lock as it stands; null if nobody has it.</summary>
    public static LockRow? Read(StateConnection connection)
    {
        using var statement = connection.Prepare(
            "SELECT token, host, place, process_id, process_mark, profile, started_at, beat, sync_id FROM run_lock");
        if (!statement.Step())
            return null;
        return new LockRow(
            statement.Text(0), statement.Text(1), statement.Text(2), (int)statement.Number(3), statement.Text(4), statement.Text(5),
            StoredTime.Read(statement.Number(6)), statement.Number(7), statement.Number(8));
    }

    /// <summary>Stores the lock in place of any other. What was seen of the other is forgotten.</summary>
    public void Write(StateConnection connection)
    {
        using var statement = connection.Prepare("""
            INSERT OR REPLACE INTO run_lock (id, token, host, place, process_id, process_mark, profile, started_at, beat, sync_id)
            VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """);
        statement.Bind(1, Token).Bind(2, Host).Bind(3, Place).Bind(4, ProcessId).Bind(5, ProcessMark).Bind(6, Profile)
            .Bind(7, StartedAt.UtcTicks).Bind(8, Beat).Bind(9, SyncId).Run();
        connection.Execute("DELETE FROM lock_watch");
    }

    /// <summary>The holder as others see it.</summary>
    public LockHolder ToHolder() => new(Host, ProcessId, StartedAt);
}
