using CrmQbSync.State;
using CrmQbSync.State.Sqlite;

namespace CrmQbSync.Tests.State;

public sealed class HistoryTests : StateTest
{
    [Fact]
    public async Task A_run_comes_back_as_it_was_recorded()
    {
        var (store, begun) = await BeginAsync();
        Assert.Equal(1, begun.SyncId);
        Assert.Equal(RunStatus.Running, begun.Status);
        Assert.Equal(Location.Profile, begun.Profile);
        Assert.Equal(begun, Assert.Single(await RunsAsync(store)));

        var ended = begun with
        {
            Mode = SyncMode.Synchronize, Priority = SyncPriority.Manual, Trigger = RunTrigger.WebConnector, Status = RunStatus.CompletedWithErrors,
            FinishedAt = Clock.GetUtcNow().AddMinutes(1), Duration = TimeSpan.FromMinutes(1), CrmRead = 1, QbRead = 2, CrmCreated = 3, CrmUpdated = 4,
            CrmDeleted = 5, QbCreated = 6, QbUpdated = 7, QbDeleted = 8, Linked = 9, Skipped = 10, Held = 11, Ambiguous = 12, Conflicts = 13,
            Failed = 14, Warnings = 15, UndoOf = 99, Message = "Fertig ✓",
        };
        await store.CommitAsync(new StateChanges { Run = ended }, None);
        Assert.Equal(ended, Assert.Single(await RunsAsync(store)));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_changes_nothing_about_the_order_of_runs()
    {
        for (var number = 1; number <= 3; number++)
        {
            var (store, run) = await BeginAsync();
            await store.CommitAsync(new StateChanges { Run = run with { Status = RunStatus.Succeeded } }, None);
            await store.DisposeAsync();
            Clock.AdjustTime(Clock.GetUtcNow().AddDays(-1));
        }
        var reader = await OpenReaderAsync();
        Assert.Equal([3, 2, 1], (await RunsAsync(reader, new RunQuery())).Select(run => run.SyncId));
        Assert.Equal(3, Assert.Single(await RunsAsync(reader, new RunQuery { Last = 1 })).SyncId);
    }

    [Fact]
    public async Task Runs_are_found_by_everything_that_is_given_newest_first()
    {
        for (var number = 1; number <= 6; number++)
        {
            var (store, run) = await BeginAsync();
            await store.CommitAsync(new StateChanges { Run = run with { Status = number % 2 == 0 ? RunStatus.Failed : RunStatus.Succeeded } }, None);
            await store.DisposeAsync();
            Clock.Advance(TimeSpan.FromDays(1));
        }
        var reader = await OpenReaderAsync();
        async Task<List<long>> Ids(RunQuery query) => [.. (await RunsAsync(reader, query)).Select(run => run.SyncId)];
        Assert.Equal([6, 5, 4, 3, 2, 1], await Ids(new RunQuery()));
        Assert.Equal([6, 5], await Ids(new RunQuery { Last = 2 }));
        Assert.Empty(await Ids(new RunQuery { Last = 0 }));
        Assert.Equal([6, 4], await Ids(new RunQuery { Last = 2, Statuses = [RunStatus.Failed] }));
        Assert.Equal([5, 2], await Ids(new RunQuery { SyncIds = [2, 5, 77] }));
        Assert.Equal([6, 5], await Ids(new RunQuery { Since = Clock.GetUtcNow().AddDays(-2).ToOffset(TimeSpan.FromHours(5)) }));
        Assert.Empty(await Ids(new RunQuery { SyncIds = [] }));
        Assert.Equal([6, 5], await Ids(new RunQuery { After = 4 }));
        Assert.Equal([1, 2], await Ids(new RunQuery { Last = 2, OldestFirst = true }));
    }

    [Fact]
    public async Task A_persons_entries_are_found_in_all_runs_oldest_first()
    {
        for (var number = 1; number <= 3; number++)
        {
            var (store, run) = await BeginAsync();
            await CommitAsync(
                store,
                new SyncEntry { SyncId = run.SyncId, CrmId = "c1", Email = $"a{number}@b" },
                new SyncEntry { SyncId = run.SyncId, QbId = "q1", Email = "Old@b", Status = EntryStatus.Failed },
                new SyncEntry { SyncId = run.SyncId, CrmId = "c2", QbId = "q2", Email = "else@b" });
            await store.DisposeAsync();
        }
        var reader = await OpenReaderAsync();
        async Task<List<(long, string?)>> Found(EntryPerson person, params EntryStatus[] statuses) =>
            [.. (await ListAsync(reader.ReadEntriesAsync(new EntryQuery { SyncId = null, Person = person, Statuses = statuses.Length == 0 ? null : statuses }, None))).Select(entry => (entry.SyncId, entry.Email))];

        Assert.Equal([(1, "a1@b"), (2, "a2@b"), (3, "a3@b")], await Found(new EntryPerson(["c1"], [], [])));
        Assert.Equal([(1, "Old@b"), (2, "Old@b"), (3, "Old@b")], await Found(new EntryPerson([], [], ["oLD@b"]), EntryStatus.Failed));
        Assert.Equal([(1, "Old@b"), (2, "a2@b"), (2, "Old@b"), (3, "Old@b")], await Found(new EntryPerson([], ["q1"], ["a2@b"])));
        Assert.Empty(await Found(new EntryPerson([], [], [])));
    }

    [Fact]
    public async Task Old_runs_go_with_their_entries_but_never_the_newest_nor_one_in_the_journal_and_no_number_comes_again()
    {
        for (var number = 1; number <= 3; number++)
        {
            var (store, run) = await BeginAsync();
            var changes = new StateChanges { Run = run with { Status = RunStatus.Succeeded } };
            changes.Entries.Add(new SyncEntry { SyncId = run.SyncId });
            if (number == 1)
                changes.Intents.Add(new Intent { Token = "t", SyncId = run.SyncId, Target = Side.Crm, Action = ChangeAction.Create });
            await store.CommitAsync(changes, None);
            await store.DisposeAsync();
        }
        Clock.Advance(TimeSpan.FromDays(31));
        var (after, fourth) = await BeginAsync(keepDays: 30);
        Assert.Equal(4, fourth.SyncId);
        Assert.Equal([4, 3, 1], (await RunsAsync(after)).Select(run => run.SyncId));
        Assert.Empty(await ListAsync(after.ReadEntriesAsync(new EntryQuery { SyncId = 2 }, None)));
        Assert.Single(await ListAsync(after.ReadEntriesAsync(new EntryQuery { SyncId = 3 }, None)));
        await after.DisposeAsync();

        Clock.Advance(TimeSpan.FromDays(400));
        var (last, fifth) = await BeginAsync(keepDays: 0);
        Assert.Equal(5, fifth.SyncId);
        Assert.Equal([5, 4, 1], (await RunsAsync(last)).Select(run => run.SyncId));
        await last.DisposeAsync();
        var (_, sixth) = await BeginAsync(keepDays: int.MaxValue);
        Assert.Equal(6, sixth.SyncId);
    }

    [Fact]
    public async Task A_run_whose_holder_is_gone_reads_as_interrupted_and_is_recorded_so_by_the_next()
    {
        var (store, _) = await BeginAsync();
        var reader = await OpenReaderAsync();
        Assert.Equal(RunStatus.Running, Assert.Single(await RunsAsync(reader)).Status);
        await store.DisposeAsync();
        Assert.Equal(RunStatus.Interrupted, Assert.Single(await RunsAsync(reader)).Status);
        Assert.Empty(await RunsAsync(reader, new RunQuery { Statuses = [RunStatus.Running] }));

        var (next, second) = await BeginAsync();
        Assert.Equal([RunStatus.Running, RunStatus.Interrupted], (await RunsAsync(reader)).Select(run => run.Status));
        await next.CommitAsync(new StateChanges { Run = second, OtherRuns = { second with { SyncId = 1, Status = RunStatus.Interrupted, CrmCreated = 3 } } }, None);
        Assert.Equal(3, (await RunsAsync(reader))[1].CrmCreated);
    }

    [Fact]
    public async Task A_run_begins_only_under_the_lock_and_a_row_that_is_not_there_is_not_replaced()
    {
        var store = await OpenAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.BeginRunAsync(new SyncRun(), 1, None));
        await Assert.ThrowsAsync<ArgumentException>(() => store.CommitAsync(new StateChanges { Run = new SyncRun { SyncId = 4 } }, None));
    }

    [Fact]
    public async Task Entries_come_back_in_their_order_and_as_they_were()
    {
        var (store, run) = await BeginAsync();
        var full = new SyncEntry
        {
            SyncId = run.SyncId, Time = Clock.GetUtcNow(), Action = ChangeAction.Delete, Target = ChangeTarget.Qb, Status = EntryStatus.Failed,
            Email = "a@b", Name = "Ada", CrmId = "1, 2", QbId = "3", Reason = "r", ErrorCode = "c", Message = "m", Warning = "w",
            RestoreData = "{\"a\":1}",
            Fields = new FieldChangeList(
            [
                new FieldChange("Phone", ChangeTarget.Crm, "1\n'\"<ü😀", null, "changed", null),
                new FieldChange("Fax", ChangeTarget.None, null, "2", null, "TooLong"),
            ]),
        };
        await CommitAsync(store, full, new SyncEntry { SyncId = run.SyncId, Email = "B@c" });
        await CommitAsync(store, new SyncEntry { SyncId = run.SyncId, Email = "c@d", Status = EntryStatus.Held });

        var entries = await ListAsync(store.ReadEntriesAsync(new EntryQuery { SyncId = run.SyncId }, None));
        Assert.Equal(["a@b", "B@c", "c@d"], entries.Select(entry => entry.Email));
        Assert.Equivalent(full, new SyncEntry
        {
            SyncId = entries[0].SyncId, Time = entries[0].Time, Action = entries[0].Action, Target = entries[0].Target, Status = entries[0].Status,
            Email = entries[0].Email, Name = entries[0].Name, CrmId = entries[0].CrmId, QbId = entries[0].QbId, Reason = entries[0].Reason,
            ErrorCode = entries[0].ErrorCode, Message = entries[0].Message, Warning = entries[0].Warning, Fields = entries[0].Fields,
        });
        Assert.Equal(full.Fields.ToArray(), entries[0].Fields.ToArray());
        Assert.Equal(full.RestoreData, entries[0].RestoreData);
        Assert.Equal(Location.Profile, entries[0].Profile);
        Assert.Empty(entries[1].Fields);

        async Task<List<string?>> Emails(EntryQuery query) => [.. (await ListAsync(store.ReadEntriesAsync(query, None))).Select(entry => entry.Email)];
        Assert.Equal(["a@b", "c@d"], await Emails(new EntryQuery { SyncId = 1, Statuses = [EntryStatus.Failed, EntryStatus.Held] }));
        Assert.Equal(["B@c"], await Emails(new EntryQuery { SyncId = 1, Emails = ["b@C", "A@X"] }));
        Assert.Empty(await Emails(new EntryQuery { SyncId = 2 }));
    }

    [Fact]
    public async Task What_broke_off_leaves_nothing_in_what_is_stored_next()
    {
        var (store, run) = await BeginAsync();
        var full = new SyncEntry { SyncId = run.SyncId, Reason = "r", Message = "m", Warning = "w", RestoreData = "d", Fields = new FieldChangeList([new FieldChange("Fax", ChangeTarget.Qb, "1", "2", null, null)]) };
        await Assert.ThrowsAsync<ArgumentException>(() => CommitAsync(store, [.. Enumerable.Repeat(full, 7), new SyncEntry { SyncId = 0 }]));
        await Assert.ThrowsAsync<ArgumentException>(() => CommitAsync(store, full, new SyncEntry { SyncId = -1 }));
        await CommitAsync(store, [.. Enumerable.Repeat(new SyncEntry { SyncId = run.SyncId }, 9)]);

        var entries = await ListAsync(store.ReadEntriesAsync(new EntryQuery { SyncId = run.SyncId }, None));
        Assert.Equal(9, entries.Count);
        Assert.All(entries, entry => Assert.True(
            entry.Reason is null && entry.Message is null && entry.Warning is null && entry.RestoreData is null && entry.Fields.Count == 0));
    }

    [Fact]
    public async Task Intents_stay_in_the_journal_in_their_order_until_they_are_settled()
    {
        var (store, run) = await BeginAsync();
        var full = new Intent
        {
            Token = "one", SyncId = run.SyncId, Target = Side.Qb, Action = ChangeAction.Update, CrmId = "1", QbId = "2", Key = "a@b", Name = "Ada",
            Fields = [new FieldChange("Phone", ChangeTarget.Qb, "1", "2", "w", null)], MadeUpLastName = "m", RestoreData = "r", Undo = true,
        };
        var bare = new Intent { Token = "two", SyncId = run.SyncId, Target = Side.Crm, Action = ChangeAction.Create };
        await store.CommitAsync(new StateChanges { Intents = { full, bare } }, None);
        await store.CommitAsync(new StateChanges { Intents = { bare with { Token = "three" } }, SettledIntents = { "two" } }, None);
        await store.DisposeAsync();

        var reader = await OpenReaderAsync();
        var intents = await reader.ReadIntentsAsync(None);
        Assert.Equal(["one", "three"], intents.Select(intent => intent.Token));
        Assert.Equal(full.Fields, intents[0].Fields);
        Assert.Equal(full with { Fields = [] }, intents[0] with { Fields = [] });
    }

    [Fact]
    public async Task Intents_are_settled_in_any_order_and_after_a_transaction_that_failed()
    {
        var (store, run) = await BeginAsync();
        Task JournalAsync(int from, int to, string? settled = null)
        {
            var changes = new StateChanges();
            changes.Intents.AddRange(Enumerable.Range(from, to - from).Select(number => new Intent
            {
                Token = $"t{number}", SyncId = run.SyncId, Target = Side.Crm, Action = ChangeAction.Create, Key = new string('k', 500),
            }));
            if (settled is not null)
                changes.SettledIntents.AddRange(settled.Split(' '));
            return store.CommitAsync(changes, None);
        }
        async Task<string> LeftAsync() => string.Join(' ', (await store.ReadIntentsAsync(None)).Select(intent => intent.Token));
        await JournalAsync(1, 9);
        await JournalAsync(9, 9, "t5 t2 t3 t8 never t4");
        Assert.Equal("t1 t6 t7", await LeftAsync());

        // What is taken back gave its places to others.
        ((SqliteStateStore)store).Writer.Execute("PRAGMA max_page_count = 30");
        await FailsAsync(SyncErrorId.StateFailed, () => JournalAsync(100, 1_000, "t1"));
        ((SqliteStateStore)store).Writer.Execute("PRAGMA max_page_count = 1000000");
        Assert.Equal("t1 t6 t7", await LeftAsync());
        await JournalAsync(9, 12);
        await JournalAsync(12, 12, "t100 t101 t6 t10");
        Assert.Equal("t1 t7 t9 t11", await LeftAsync());
    }

    [Fact]
    public async Task What_a_run_leaves_for_the_next_comes_back()
    {
        var store = await OpenAsync();
        Assert.Equal(StateHeader.Empty, await store.ReadHeaderAsync(None));
        var header = new StateHeader
        {
            CrmMark = "m1", QbIdentity = "company", Policies = StateHeader.Empty.Policies.Add("mode", "Import").Add("field:Phone", "Qb"),
        };
        await store.CommitAsync(new StateChanges { Header = header }, None);
        await StoreAsync(store, LinkOf(1));
        var read = await store.ReadHeaderAsync(None);
        Assert.Equal(header.Policies.OrderBy(policy => policy.Key), read.Policies.OrderBy(policy => policy.Key));
        Assert.Equal(header with { Policies = read.Policies }, read);
    }

    private static Task CommitAsync(IStateStore store, params SyncEntry[] entries)
    {
        var changes = new StateChanges();
        changes.Entries.AddRange(entries);
        return store.CommitAsync(changes, None);
    }
}
