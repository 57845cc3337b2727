namespace CrmQbSync.State.Sqlite;

/// <summary>Adds, corrects and reads the rows of runs.</summary>
internal static class RunRows
{
    private const string Columns = """
        sync_id, mode, priority, trigger, status, started_at, finished_at, duration, crm_read, qb_read, crm_created, crm_updated, crm_deleted,
        qb_created, qb_updated, qb_deleted, linked, skipped, held, ambiguous, conflicts, failed, warnings, undo_of, message
        """;

    /// <summary>Adds a run.</summary>
    public static void Add(SyncRun run, StateConnection connection)
    {
        using var statement = connection.Prepare(
            $"INSERT INTO runs ({Columns}) VALUES ({string.Join(", ", Enumerable.Range(1, 25).Select(place => $"?{place}"))})");
        Bind(statement, run).Run();
    }

    /// <summary>Replaces the row of a run.</summary>
    public static void Replace(SyncRun run, StateConnection connection)
    {
        using var statement = connection.Prepare(
            $"UPDATE runs SET ({Columns}) = ({string.Join(", ", Enumerable.Range(1, 25).Select(place => $"?{place}"))}) WHERE sync_id = ?1");
        if (Bind(statement, run).Run() == 0)
            throw new ArgumentException($"There is no run with the Sync ID {run.SyncId} to be replaced.", nameof(run));
    }

    /// <summary>Marks every run that still counts as running; the caller has the lock, so that no other is alive.</summary>
    public static void Interrupt(StateConnection connection)
    {
        using var statement = connection.Prepare("UPDATE runs SET status = ?1 WHERE status = ?2");
        statement.Bind(1, StoredNumbers.RunStatuses.Number(RunStatus.Interrupted))
            .Bind(2, StoredNumbers.RunStatuses.Number(RunStatus.Running))
            .Run();
    }

    /// <summary>
    /// Removes runs that started before a time, with their entries. The newest stays, for it can still be undone, and so does one whose
    /// writes are in the journal: what became of them has to be put into its row.
    /// </summary>
    public static void RemoveOlderThan(DateTimeOffset time, StateConnection connection)
    {
        var old = new List<long>();
        using (var find = connection.Prepare("""
            SELECT sync_id FROM runs
            WHERE started_at < ?1 AND sync_id < (SELECT max(sync_id) FROM runs) AND sync_id NOT IN (SELECT sync_id FROM journal)
            """))
        {
            find.Bind(1, time.UtcTicks);
            while (find.Step())
                old.Add(find.Number(0));
        }
        using var remove = connection.Prepare("DELETE FROM runs WHERE sync_id = ?1");
        foreach (var syncId in old)
        {
            EntryRows.Remove(syncId, connection);
            remove.Bind(1, syncId).Run();
        }
    }

    /// <summary>Streams the runs that a query asks for, newest first.</summary>
    /// <param name="query">The query.</param>
    /// <param name="findAlive">Gives the Sync ID of the run whose process is alive; null if there is none.</param>
    /// <param name="profile">The profile's full path.</param>
    /// <param name="connection">The connection.</param>
    public static IEnumerable<SyncRun> Read(RunQuery query, Func<long?> findAlive, string profile, StateConnection connection)
    {
        var conditions = new List<string> { "started_at >= ?1" };
        if (query.After is not null)
            conditions.Add("sync_id > ?3");
        if (query.SyncIds is not null)
            conditions.Add("sync_id IN (SELECT value FROM json_each(?2))");
        using var statement = connection.Prepare(
            $"SELECT {Columns} FROM runs WHERE {string.Join(" AND ", conditions)} ORDER BY sync_id {(query.OldestFirst ? "ASC" : "DESC")}");
        statement.Bind(1, query.Since?.UtcTicks ?? long.MinValue);
        if (query.SyncIds is { } syncIds)
            statement.BindText(2, IdList.Write(syncIds));
        if (query.After is { } after)
            statement.Bind(3, after);
        var left = query.Last ?? int.MaxValue;
        var alive = new Lazy<long?>(findAlive);
        while (left > 0 && statement.Step())
        {
            var run = Read(statement, profile);
            // Asked for only here, where the lock is seen as it stood at the same moment as the run.
            if (run.Status == RunStatus.Running && run.SyncId != alive.Value)
                run = run with { Status = RunStatus.Interrupted };
            if (query.Statuses?.Contains(run.Status) == false)
                continue;
            left--;
            yield return run;
        }
    }

    private static Statement Bind(Statement statement, SyncRun run) => statement
        .Bind(1, run.SyncId)
        .Bind(2, StoredNumbers.Modes.Number(run.Mode))
        .Bind(3, StoredNumbers.Priorities.Number(run.Priority))
        .Bind(4, StoredNumbers.Triggers.Number(run.Trigger))
        .Bind(5, StoredNumbers.RunStatuses.Number(run.Status))
        .Bind(6, run.StartedAt.UtcTicks)
        .Bind(7, run.FinishedAt?.UtcTicks)
        .Bind(8, run.Duration?.Ticks)
        .Bind(9, run.CrmRead).Bind(10, run.QbRead)
        .Bind(11, run.CrmCreated).Bind(12, run.CrmUpdated).Bind(13, run.CrmDeleted)
        .Bind(14, run.QbCreated).Bind(15, run.QbUpdated).Bind(16, run.QbDeleted)
        .Bind(17, run.Linked).Bind(18, run.Skipped).Bind(19, run.Held).Bind(20, run.Ambiguous)
        .Bind(21, run.Conflicts).Bind(22, run.Failed).Bind(23, run.Warnings)
        .Bind(24, run.UndoOf)
        .Bind(25, run.Message);

    private static SyncRun Read(Statement statement, string profile) => new()
    {
        SyncId = statement.Number(0),
        Profile = profile,
        Mode = StoredNumbers.Modes.Value(statement.Number(1)),
        Priority = StoredNumbers.Priorities.Value(statement.Number(2)),
        Trigger = StoredNumbers.Triggers.Value(statement.Number(3)),
        Status = StoredNumbers.RunStatuses.Value(statement.Number(4)),
        StartedAt = StoredTime.Read(statement.Number(5)),
        FinishedAt = StoredTime.Read(statement.NumberOrNull(6)),
        Duration = statement.NumberOrNull(7) is { } duration ? new TimeSpan(duration) : null,
        CrmRead = Count(statement, 8),
        QbRead = Count(statement, 9),
        CrmCreated = Count(statement, 10),
        CrmUpdated = Count(statement, 11),
        CrmDeleted = Count(statement, 12),
        QbCreated = Count(statement, 13),
        QbUpdated = Count(statement, 14),
        QbDeleted = Count(statement, 15),
        Linked = Count(statement, 16),
        Skipped = Count(statement, 17),
        Held = Count(statement, 18),
        Ambiguous = Count(statement, 19),
        Conflicts = Count(statement, 20),
        Failed = Count(statement, 21),
        Warnings = Count(statement, 22),
        UndoOf = statement.NumberOrNull(23),
        Message = statement.TextOrNull(24),
    };

    private static int Count(Statement statement, int column) => statement.Number(column) is >= 0 and <= int.MaxValue and var count
        ? (int)count
        : throw new InvalidDataException("A run has a count that is none.");
}
