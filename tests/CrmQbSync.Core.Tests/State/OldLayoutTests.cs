using CrmQbSync.Contacts;
using CrmQbSync.State;
using CrmQbSync.State.Sqlite;

namespace CrmQbSync.Tests.State;

/// <summary>Files that earlier versions laid. Version1.sql is what such a version wrote after one run over two pairs.</summary>
public sealed class OldLayoutTests : StateTest
{
    private static readonly FieldLayout s_layout = LayoutOf(
    [
        ("Email", "Email Csv:* Csv:*"), ("FirstName", "Text Csv:* Csv:*"), ("LastName", "Text Csv:* Csv:*"), ("Phone", "Phone Csv:* Csv:*"),
    ]);

    [Fact]
    public async Task A_file_of_version_1_is_brought_up_and_keeps_its_links_and_history()
    {
        await LayAsync();
        var refusal = await FailsAsync(SyncErrorId.StateInvalid, () => Factory.OpenReaderAsync(Location, None));
        Assert.Contains("older version", refusal.Message, StringComparison.Ordinal);

        var (store, run) = await BeginAsync();
        Assert.Equal(2, run.SyncId);
        var links = await ListAsync(store.ReadLinksAsync(LinkQuery.All, s_layout, None));
        Assert.Equal([("1", "11"), ("2", "12")], links.Select(link => (link.CrmId, link.QbId)));
        Assert.Equal("(212) 555-0100", links[0].QbBase.Get(3, 4));
        Assert.Equal(links[1].CrmBase, links[1].QbBase);
        Assert.All(links, link => Assert.Empty(link.Divergences));
        Assert.Equal(3, (await ListAsync(store.ReadEntriesAsync(new EntryQuery { SyncId = 1 }, None))).Count);
        Assert.Equal(RunStatus.Succeeded, (await RunsAsync(store)).Single(row => row.SyncId == 1).Status);
        Assert.Equal(StateSchema.Version, Version());
    }

    [Fact]
    public async Task What_version_1_could_not_hold_is_held_once_it_was_brought_up()
    {
        await LayAsync();
        var (store, _) = await BeginAsync();
        var link = (await ListAsync(store.ReadLinksAsync(LinkQuery.All, s_layout, None)))[0];
        var differs = new DivergenceMemory("Phone", Clock.GetUtcNow());
        await store.CommitAsync(new StateChanges { Layout = s_layout, Links = { link with { Divergences = [differs] } } }, None);
        Assert.Equal([differs], (await ListAsync(store.ReadLinksAsync(new LinkQuery { CrmIds = ["1"] }, s_layout, None))).Single().Divergences);
    }

    [Fact]
    public async Task Entries_and_journal_of_earlier_versions_come_back_whole_and_go_on_behind_what_was_there()
    {
        const string fields = """[["Phone",2,null,"(212) 555-0100","new \"é\"",null],["Notes",0,"x","y",null,"TooLong"]]""";
        await LayAsync($"""
            INSERT INTO entries VALUES (4294967300, 639315468521215037, 1, 2, 5, 'full@x.com', 'Full', '3, 4', '13', 'reason', 'code', 'message', 'warning', '{fields}', 'restore');
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
            INSERT INTO entries SELECT 8589934592 + i, 639315468521215038, 3, 0, 0, 'many' || i || '@x.com', NULL, 'c' || i, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM n;
            INSERT INTO runs SELECT 2, mode, priority, trigger, status, started_at, finished_at, duration, crm_read, qb_read, crm_created, crm_updated, crm_deleted,
                qb_created, qb_updated, qb_deleted, linked, skipped, held, ambiguous, conflicts, failed, warnings, undo_of, message FROM runs;
            UPDATE store SET last_sync_id = 2;
            INSERT INTO intents VALUES (7, 'later', 2, 0, 4, '1', '11', 'ann@x.com', 'Ann', NULL, NULL, 'data', 1);
            INSERT INTO intents VALUES (3, 'sooner', 2, 1, 1, '9', NULL, 'new@x.com', 'New', '{fields}', 'Made up', NULL, 0);
            """);
        var (store, run) = await BeginAsync();

        var ofFirst = await ListAsync(store.ReadEntriesAsync(new EntryQuery { SyncId = 1 }, None));
        Assert.Equal(["1", "2", "2", "3, 4"], ofFirst.Select(entry => entry.CrmId));
        Assert.Equal("FirstName: 'Robert' → 'Bob'", ofFirst[1].Summary);
        var full = ofFirst[3];
        Assert.Equal(
            (ChangeAction.Create, ChangeTarget.Qb, EntryStatus.Failed, "full@x.com", "Full", "13", "reason", "code", "message", "warning", "restore"),
            (full.Action, full.Target, full.Status, full.Email, full.Name, full.QbId, full.Reason, full.ErrorCode, full.Message, full.Warning, full.RestoreData));
        Assert.Equal(639315468521215037, full.Time.UtcTicks);
        FieldChange[] changes =
        [
            new("Phone", ChangeTarget.Qb, null, "(212) 555-0100", "new \"é\"", null), new("Notes", ChangeTarget.None, "x", "y", null, "TooLong"),
        ];
        Assert.Equal(changes, full.Fields);
        Assert.Equal(
            Enumerable.Range(1, 5_000).Select(number => ((long)2, $"c{number}")),
            (await ListAsync(store.ReadEntriesAsync(new EntryQuery { SyncId = 2 }, None))).Select(entry => (entry.SyncId, entry.CrmId!)));

        var intents = await store.ReadIntentsAsync(None);
        Assert.Equal(["sooner", "later"], intents.Select(intent => intent.Token));
        Assert.Equal(changes, intents[0].Fields);
        Assert.Equal(
            new Intent { Token = "sooner", SyncId = 2, Target = Side.Qb, Action = ChangeAction.Create, CrmId = "9", Key = "new@x.com", Name = "New", MadeUpLastName = "Made up" },
            intents[0] with { Fields = [] });
        Assert.Equal(
            new Intent { Token = "later", SyncId = 2, Target = Side.Crm, Action = ChangeAction.Delete, CrmId = "1", QbId = "11", Key = "ann@x.com", Name = "Ann", RestoreData = "data", Undo = true },
            intents[1] with { Fields = [] });

        // As a run does that finds out what became of them: it settles what another one journaled, and tells it in that one's entries.
        await store.CommitAsync(
            new StateChanges { SettledIntents = { "later" }, Entries = { new SyncEntry { SyncId = 2, CrmId = "last" }, new SyncEntry { SyncId = run.SyncId, CrmId = "own" } } }, None);
        Assert.Equal(["sooner"], (await store.ReadIntentsAsync(None)).Select(intent => intent.Token));
        Assert.Equal(["c5000", "last", "own"], (await ListAsync(store.ReadEntriesAsync(new EntryQuery { SyncId = null }, None))).TakeLast(3).Select(entry => entry.CrmId));
    }

    private async Task LayAsync(string more = "")
    {
        var sql = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "State", "Version1.sql"));
        using var connection = StateConnection.Create(Location.Path);
        connection.Execute(sql);
        connection.Execute(more);
        Assert.Equal(1, connection.ReadNumber("PRAGMA user_version"));
    }

    private long Version()
    {
        using var connection = StateConnection.Open(Location.Path);
        return connection.ReadNumber("PRAGMA user_version");
    }
}
