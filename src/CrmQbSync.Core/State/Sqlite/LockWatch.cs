namespace CrmQbSync.State.Sqlite;

/// <summary>
/// Tells whether the holder of a lock is alive (rule 8.2). Of one that cannot be seen from here, only its heartbeat can tell: it is noted
/// with this clock's own times, and a later attempt sees whether it has moved.
/// </summary>
internal sealed class LockWatch(TimeProvider clock, MachineIdentity machine)
{
    /// <summary>How long a heartbeat must not have moved.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Whether the holder counts as alive.</summary>
    public bool IsAlive(LockRow holder, StateConnection connection) => Judge(holder) ?? !HasBeenSilent(holder, connection);

    /// <summary>Whether the holder is alive, if that can be seen from here; null if not.</summary>
    public bool? Judge(LockRow holder) =>
        machine.Sees(holder.Host, holder.Place) ? ProcessMarks.IsAlive(holder.ProcessId, holder.ProcessMark) : null;

    /// <summary>
    /// Notes the holder's heartbeat, unless it is noted already. A clock of ours that went back (it was set, or the machine started anew)
    /// makes the waiting begin anew.
    /// </summary>
    public void Note(LockRow holder, StateConnection connection)
    {
        var noted = ReadWait(holder, connection);
        if (noted is { } wait && wait >= TimeSpan.Zero)
            return;
        using var statement = connection.Prepare("""
            INSERT OR REPLACE INTO lock_watch (clock, token, beat, seen_at, seen_stamp) VALUES (?1, ?2, ?3, ?4, ?5)
            """);
        statement.Bind(1, machine.Clock).Bind(2, holder.Token).Bind(3, holder.Beat)
            .Bind(4, clock.GetUtcNow().UtcTicks).Bind(5, Stamp().Ticks).Run();
    }

    private bool HasBeenSilent(LockRow holder, StateConnection connection) => ReadWait(holder, connection) >= Patience;

    /// <summary>How long the heartbeat is known not to have moved, by the slower of our two clocks; null if it was not noted or has moved.</summary>
    private TimeSpan? ReadWait(LockRow holder, StateConnection connection)
    {
        using var statement = connection.Prepare("SELECT seen_at, seen_stamp FROM lock_watch WHERE clock = ?1 AND token = ?2 AND beat = ?3");
        statement.Bind(1, machine.Clock).Bind(2, holder.Token).Bind(3, holder.Beat);
        if (!statement.Step())
            return null;
        var byTime = clock.GetUtcNow() - StoredTime.Read(statement.Number(0));
        var byStamp = Stamp() - new TimeSpan(statement.Number(1));
        return byTime < byStamp ? byTime : byStamp;
    }

    /// <summary>The time of the clock that nobody can set.</summary>
    private TimeSpan Stamp() => clock.GetElapsedTime(0, clock.GetTimestamp());
}
