using CrmQbSync.State;
using CrmQbSync.State.Sqlite;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CrmQbSync.Tests.State;

public sealed class StateFileTests : StateTest
{
    [Fact]
    public async Task Reading_creates_nothing_and_gives_nothing_before_there_is_a_state()
    {
        Assert.Null(await Factory.OpenReaderAsync(Location, None));
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_closed_state_is_one_file_that_can_be_moved_at_once_and_works_elsewhere()
    {
        await FillAsync(20);
        Assert.Equal(["acme.state.db"], Files());
        var moved = Location with { Path = Path.Combine(Folder.CreateSubdirectory("moved to?#%20").FullName, "ö.db"), Profile = "/moved.yaml" };
        File.Move(Location.Path, moved.Path);
        await using (var reader = await Factory.OpenReaderAsync(moved, None))
            Assert.Equal("/moved.yaml", Assert.Single(await RunsAsync(reader!)).Profile);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(moved.Path)!));
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Disposing_closes_what_was_left_open()
    {
        await FillAsync(20);
        var store = await OpenAsync();
        await store.AcquireLockAsync(None);
        var links = store.ReadLinksAsync(LinkQuery.All, Canonical, None).GetAsyncEnumerator();
        Assert.True(await links.MoveNextAsync());
        await store.DisposeAsync();
        await links.DisposeAsync();
        Assert.Equal(["acme.state.db"], Files());
        await (await OpenAsync()).AcquireLockAsync(None);
    }

    [Fact]
    public async Task Many_that_create_the_state_at_once_end_with_one()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => OpenAsync())));
        for (var number = 0; number < stores.Length; number++)
            await StoreAsync(stores[number], LinkOf(number));
        Assert.Equal(8, await stores[0].CountLinksAsync(None));
        foreach (var store in stores)
            await store.DisposeAsync();
        Assert.Equal(["acme.state.db"], Files());
    }

    [Fact]
    public async Task Reading_works_while_another_process_writes()
    {
        using var process = StateHostProcess.Start("loop", Location.Path);
        await process.ReadLineAsync();
        for (var committed = 0L; committed < 500;)
        {
            await using var reader = await Factory.OpenReaderAsync(Location, None);
            committed = (await LinksAsync(reader!)).Count;
            Assert.Equal(0, committed % 50);
        }
        Assert.Contains("acme.state.db-wal", Files());
    }

    [Fact]
    public async Task A_kill_in_the_midst_of_committing_leaves_whole_transactions()
    {
        for (var round = 0; round < 3; round++)
        {
            using (var process = StateHostProcess.Start("loop", Location.Path))
            {
                for (var line = 0; line < 3 + 5 * round; line++)
                    await process.ReadLineAsync();
                await process.KillAsync();
            }
            var reader = await OpenReaderAsync();
            var run = (await RunsAsync(reader))[0];
            Assert.Equal(round + 1, run.SyncId);
            Assert.Equal(RunStatus.Interrupted, run.Status);
            var links = await LinksAsync(reader);
            var entries = await ListAsync(reader.ReadEntriesAsync(new EntryQuery { SyncId = run.SyncId }, None));
            Assert.NotEmpty(entries);
            Assert.Equal(0, entries.Count % 50);
            Assert.Equal(run.Linked, entries.Count);
            Assert.Equal(links.Where(link => link.LastSyncId == run.SyncId).Select(link => link.CrmKey), entries.Select(entry => entry.Email));
            await reader.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_folder_is_refused()
    {
        Directory.CreateDirectory(Location.Path);
        await RefusedAsync(SyncErrorId.StateInvalid, "is a folder");
    }

    [Fact]
    public async Task A_folder_that_is_missing_is_named()
    {
        var location = Location with { Path = Path.Combine(Folder.FullName, "none", "a.db") };
        var exception = await FailsAsync(SyncErrorId.StateInvalid, () => Factory.OpenAsync(location, None));
        Assert.Contains(Path.Combine(Folder.FullName, "none"), exception.Message, StringComparison.Ordinal);
        Assert.Empty(Folder.GetFileSystemInfos());
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("name: acme\nmode: Import\n")]
    public async Task A_file_that_is_no_database_is_refused_and_left_alone(string text)
    {
        await File.WriteAllTextAsync(Location.Path, text);
        await RefusedAsync(SyncErrorId.StateInvalid, text.Length == 0 ? "is empty" : "no database");
        Assert.Equal(text, await File.ReadAllTextAsync(Location.Path));
        Assert.Equal(["acme.state.db"], Files());
    }

    [Theory]
    [InlineData("DELETE")]
    [InlineData("WAL")]
    public async Task Another_programs_database_is_refused_and_left_alone(string journal)
    {
        Execute($"PRAGMA journal_mode = {journal}; CREATE TABLE links (a); INSERT INTO links VALUES (1);");
        var before = await File.ReadAllBytesAsync(Location.Path);
        await RefusedAsync(SyncErrorId.StateInvalid, "another program");
        Assert.Equal(before, await File.ReadAllBytesAsync(Location.Path));
    }

    [Fact]
    public async Task A_newer_version_is_refused_and_left_alone()
    {
        await FillAsync(1);
        Execute($"PRAGMA user_version = {StateSchema.Version + 1}");
        var before = await File.ReadAllBytesAsync(Location.Path);
        await RefusedAsync(SyncErrorId.StateInvalid, "newer version");
        Assert.Equal(before, await File.ReadAllBytesAsync(Location.Path));
    }

    [Fact]
    public async Task An_older_version_is_brought_up_when_it_is_opened_for_writing_only()
    {
        using (var connection = StateConnection.Create(Location.Path))
            connection.Execute($"PRAGMA application_id = {StateSchema.ApplicationId}; PRAGMA journal_mode = WAL;");
        await FailsAsync(SyncErrorId.StateInvalid, () => Factory.OpenReaderAsync(Location, None));
        await FillAsync(3);
        Assert.Equal(3, await (await OpenReaderAsync()).CountLinksAsync(None));
    }

    [Fact]
    public async Task A_damaged_file_is_refused_when_the_damage_is_met_and_left_alone()
    {
        await FillAsync(2_000);
        using (var file = File.OpenWrite(Location.Path))
        {
            // All pages but the first, which tells what the file is.
            var noise = new byte[file.Length - 8192];
            new Random(1).NextBytes(noise);
            file.Position = 8192;
            file.Write(noise);
        }
        var before = await File.ReadAllBytesAsync(Location.Path);
        var reader = await OpenReaderAsync();
        var exception = await FailsAsync(SyncErrorId.StateInvalid, () => LinksAsync(reader));
        Assert.Contains("damaged", exception.Message, StringComparison.Ordinal);
        // A log of the damaged file beside it would damage the backup that is put back.
        Assert.Contains("without the files of its name with -wal and -shm", exception.Advice, StringComparison.Ordinal);
        Assert.Contains("backup", exception.Advice, StringComparison.Ordinal);
        await reader.DisposeAsync();
        await FailsAsync(SyncErrorId.StateInvalid, async () =>
        {
            var store = await OpenAsync();
            await StoreAsync(store, LinkOf(1));
        });
        Assert.Equal(before, await File.ReadAllBytesAsync(Location.Path));
    }

    [Fact]
    public async Task A_damaged_block_inside_a_sound_file_is_found()
    {
        await FillAsync(3);
        Execute("UPDATE links SET body = substr(body, 1, length(body) - 1) WHERE link_id = 2");
        var reader = await OpenReaderAsync();
        await FailsAsync(SyncErrorId.StateInvalid, () => LinksAsync(reader));
        foreach (var damage in (string[])["count = count + 1", "count = count - 1", "body = substr(body, 1, length(body) - 1)", "body = CAST(body || x'00' AS BLOB)", "body = x'63'"])
        {
            Execute("CREATE TABLE kept AS SELECT * FROM entry_blocks");
            Execute($"UPDATE entry_blocks SET {damage}");
            await FailsAsync(SyncErrorId.StateInvalid, () => ListAsync(reader.ReadEntriesAsync(new EntryQuery { SyncId = 1 }, None)));
            Execute("DELETE FROM entry_blocks; INSERT INTO entry_blocks SELECT * FROM kept; DROP TABLE kept");
        }
        Assert.NotEmpty(await ListAsync(reader.ReadEntriesAsync(new EntryQuery { SyncId = 1 }, None)));
    }

    [Fact]
    public async Task A_truncated_file_is_refused()
    {
        await FillAsync(2_000);
        using (var file = File.OpenWrite(Location.Path))
            file.SetLength(file.Length / 2 + 100);
        await RefusedAsync(SyncErrorId.StateInvalid, "damaged");
    }

    [Fact]
    public async Task A_log_without_its_file_is_not_taken_for_nothing()
    {
        using (var process = StateHostProcess.Start("loop", Location.Path))
        {
            await process.ReadLineAsync();
            await process.ReadLineAsync();
            await process.KillAsync();
        }
        File.Move(Location.Path, Location.Path + ".moved");
        await RefusedAsync(SyncErrorId.StateInvalid, "is missing");
    }

    [Fact]
    public async Task A_file_that_another_program_keeps_locked_is_given_up_after_a_while()
    {
        await FillAsync(1);
        var store = await OpenAsync();
        using var other = new SqliteConnection($"Data Source={Location.Path};Pooling=False");
        other.Open();
        using var transaction = other.BeginTransaction();
        var exception = await FailsAsync(SyncErrorId.StateFailed, () => StoreAsync(store, LinkOf(2)));
        Assert.Contains("locked by another program", exception.Message, StringComparison.Ordinal);
        transaction.Rollback();
        await StoreAsync(store, LinkOf(2));
    }

    [Fact]
    public async Task A_full_disk_leaves_the_state_as_it_was()
    {
        var (store, run) = await BeginAsync();
        var changes = new StateChanges { Layout = Canonical, Run = run with { Linked = 1 } };
        changes.Links.AddRange(Enumerable.Range(1, 5_000).Select(LinkOf));
        // To SQLite, a file that may not grow is a disk that is full.
        StateConnectionOf(store).Execute("PRAGMA max_page_count = 30");
        var exception = await FailsAsync(SyncErrorId.StateFailed, () => store.CommitAsync(changes, None));
        Assert.Contains("disk is full", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, await store.CountLinksAsync(None));
        StateConnectionOf(store).Execute("PRAGMA max_page_count = 1000000");
        await store.CommitAsync(changes, None);
        Assert.Equal(5_000, await store.CountLinksAsync(None));
    }

    [Fact]
    public async Task A_cancelled_commit_does_nothing()
    {
        var store = await OpenAsync();
        var changes = new StateChanges { Layout = Canonical };
        changes.Links.Add(LinkOf(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.CommitAsync(changes, new CancellationToken(true)));
        Assert.Equal(0, await store.CountLinksAsync(None));
    }

    [Fact]
    public async Task Where_nothing_may_be_written_a_closed_state_can_be_read()
    {
        await FillAsync(5);
        using var _ = new ReadOnlyFolder(Folder);
        var reader = await Factory.OpenReaderAsync(Location, None);
        Assert.Equal(5, (await LinksAsync(reader!)).Count);
        await reader!.DisposeAsync();
        Assert.Equal(["acme.state.db"], Files());
        await FailsAsync(SyncErrorId.StateFailed, () => Factory.OpenAsync(Location, None));
    }

    [Theory]
    [InlineData("a#b%41 c's+d.state.db")]
    [InlineData("äöü – 漢字.state.db")]
    public async Task A_state_of_any_name_can_be_read_where_nothing_may_be_written(string name)
    {
        var location = Location with { Path = Path.Combine(Folder.FullName, name) };
        await (await Factory.OpenAsync(location, None)).DisposeAsync();
        using var _ = new ReadOnlyFolder(Folder);

        var reader = await Factory.OpenReaderAsync(location, None);

        Assert.Empty(await LinksAsync(reader!));
        await reader!.DisposeAsync();
        Assert.Equal([name], Files());
    }

    [Fact]
    public async Task What_SQLite_cannot_open_because_nothing_may_be_written_is_read_only()
    {
        await FillAsync(1);
        // What SQLite says on a disk that is mounted read-only.
        var fault = new SqliteException("unable to open database file", raw.SQLITE_CANTOPEN);
        var faults = new StateFaults(Location);
        Assert.Equal(SyncErrorId.StateInvalid, faults.Translate(fault).Id);

        using var _ = new ReadOnlyFolder(Folder);
        var told = faults.Translate(fault);

        Assert.Equal(SyncErrorId.StateFailed, told.Id);
        Assert.Contains("read-only", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_may_be_written_no_state_is_created()
    {
        using var _ = new ReadOnlyFolder(Folder);
        var exception = await FailsAsync(SyncErrorId.StateFailed, () => Factory.OpenAsync(Location, None));
        Assert.Contains("could not be created", exception.Message, StringComparison.Ordinal);
    }

    private async Task RefusedAsync(SyncErrorId id, string because)
    {
        var reading = await FailsAsync(id, () => Factory.OpenReaderAsync(Location, None));
        var writing = await FailsAsync(id, () => Factory.OpenAsync(Location, None));
        Assert.Contains(because, reading.Message, StringComparison.Ordinal);
        Assert.Equal(reading.Message, writing.Message);
        Assert.Contains(Location.Path, reading.Message, StringComparison.Ordinal);
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Location.Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static StateConnection StateConnectionOf(IStateStore store) => ((SqliteStateStore)store).Writer;
}
