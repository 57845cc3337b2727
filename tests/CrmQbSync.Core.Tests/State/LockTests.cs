using CrmQbSync.State;
using CrmQbSync.State.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace CrmQbSync.Tests.State;

public sealed class LockTests : StateTest
{
    private static readonly MachineIdentity Here = MachineIdentity.Read();

    /// <summary>A container or machine whose processes cannot be seen from here, and that has a clock of its own.</summary>
    private static readonly MachineIdentity Elsewhere = Here with { Host = "elsewhere", Place = "pid:[1]", Clock = "its own", ProcessId = 1 };

    [Fact]
    public async Task A_second_run_fails_at_once_and_says_who_has_the_lock()
    {
        var store = await OpenAsync();
        var held = await store.AcquireLockAsync(None);
        var second = await OpenAsync();
        var exception = await FailsAsync(SyncErrorId.SyncAlreadyRunning, () => second.AcquireLockAsync(None));
        Assert.Contains(Environment.MachineName, exception.Message, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId}", exception.Message, StringComparison.Ordinal);
        Assert.Contains("2026-03-01 12:00:00 UTC", exception.Message, StringComparison.Ordinal);
        await FailsAsync(SyncErrorId.SyncAlreadyRunning, () => store.AcquireLockAsync(None));
        Assert.Equal(new LockHolder(Environment.MachineName, Environment.ProcessId, Clock.GetUtcNow()), await second.ReadLockAsync(None));

        await held.DisposeAsync();
        await held.DisposeAsync();
        Assert.Null(await second.ReadLockAsync(None));
        await second.AcquireLockAsync(None);
    }

    [Fact]
    public async Task A_lock_that_could_not_be_given_back_is_given_back_as_soon_as_that_works()
    {
        var store = await OpenAsync();
        var held = await store.AcquireLockAsync(None);
        ExecuteSql("CREATE TRIGGER full BEFORE DELETE ON run_lock BEGIN SELECT RAISE(ABORT, 'no room'); END");
        await Assert.ThrowsAsync<SyncException>(async () => await held.DisposeAsync());
        Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.NotNull(await (await OpenAsync()).ReadLockAsync(None));

        ExecuteSql("DROP TRIGGER full");
        Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Null(await (await OpenAsync()).ReadLockAsync(None));
        await (await OpenAsync()).AcquireLockAsync(None);
    }

    [Fact]
    public async Task Nobody_else_may_commit_while_a_run_is_under_way()
    {
        var (_, _) = await BeginAsync();
        var other = await OpenAsync();
        await FailsAsync(SyncErrorId.SyncAlreadyRunning, () => StoreAsync(other, LinkOf(1)));
    }

    [Fact]
    public async Task Of_many_that_race_for_the_lock_exactly_one_wins()
    {
        for (var round = 0; round < 10; round++)
        {
            var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => OpenAsync())));
            using var start = new Barrier(stores.Length);
            var won = await Task.WhenAll(stores.Select(store => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return store.AcquireLockAsync(None).ContinueWith(task => task.IsCompletedSuccessfully, TaskScheduler.Default);
                },
                TaskCreationOptions.LongRunning).Unwrap()));
            Assert.Equal(1, won.Count(one => one));
            foreach (var store in stores)
                await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_lock_of_a_killed_process_is_taken_over_at_once_and_its_run_reads_as_interrupted()
    {
        using var process = StateHostProcess.Start("run", Location.Path);
        Assert.Equal("1", await process.ReadLineAsync());
        var reader = await OpenReaderAsync();
        Assert.Equal(process.Id, (await reader.ReadLockAsync(None))!.ProcessId);
        Assert.Equal(RunStatus.Running, Assert.Single(await RunsAsync(reader)).Status);
        var store = await OpenAsync();
        var exception = await FailsAsync(SyncErrorId.SyncAlreadyRunning, () => store.AcquireLockAsync(None));
        Assert.Contains("/other/profile.yaml", exception.Message, StringComparison.Ordinal);

        await process.KillAsync();

        Assert.Null(await reader.ReadLockAsync(None));
        Assert.Equal(RunStatus.Interrupted, Assert.Single(await RunsAsync(reader)).Status);
        await store.AcquireLockAsync(None);
        Assert.Equal(2, (await store.BeginRunAsync(new SyncRun(), 365, None)).SyncId);
    }

    [Fact]
    public async Task A_process_that_ends_in_order_gives_the_lock_back_and_a_process_fails_while_another_has_it()
    {
        using var first = StateHostProcess.Start("run", Location.Path);
        await first.ReadLineAsync();
        using var second = StateHostProcess.Start("run", Location.Path);
        Assert.Equal("SyncAlreadyRunning", await second.ReadLineAsync());
        Assert.Equal(1, await second.EndAsync());
        Assert.Equal(0, await first.EndAsync());
        Assert.Equal(["acme.state.db"], Files());
        await (await OpenAsync()).AcquireLockAsync(None);
    }

    [Fact]
    public async Task A_later_process_with_the_same_id_is_not_the_holder()
    {
        var dead = await OpenAsync(new SqliteStateStoreFactory(Clock, Here with { ProcessMark = "another start" }));
        await dead.AcquireLockAsync(None);
        var store = await OpenAsync();
        Assert.Null(await store.ReadLockAsync(None));
        await store.AcquireLockAsync(None);
    }

    [Fact]
    public async Task A_lock_from_elsewhere_is_taken_over_after_ten_minutes_without_a_heartbeat()
    {
        await LeaveLockBehindAsync(Elsewhere);
        var store = await OpenAsync();
        await FailsAsync(SyncErrorId.SyncAlreadyRunning, () => store.AcquireLockAsync(None));
        Clock.Advance(TimeSpan.FromMinutes(9));
        await FailsAsync(SyncErrorId.SyncAlreadyRunning, () => store.AcquireLockAsync(None));
        Assert.Equal("elsewhere", (await store.ReadLockAsync(None))!.Host);
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await store.ReadLockAsync(None));
        await store.AcquireLockAsync(None);
    }

    [Fact]
    public async Task A_heartbeat_keeps_a_lock_however_long_the_run_takes()
    {
        var theirClock = new FakeTimeProvider(new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var theirs = await OpenAsync(new SqliteStateStoreFactory(theirClock, Elsewhere));
        await theirs.AcquireLockAsync(None);
        var store = await OpenAsync();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            await FailsAsync(SyncErrorId.SyncAlreadyRunning, () => store.AcquireLockAsync(None));
            Clock.Advance(TimeSpan.FromMinutes(11));
            theirClock.Advance(TimeSpan.FromSeconds(20));
        }
        await StoreAsync(theirs, LinkOf(1));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_makes_the_waiting_begin_anew()
    {
        await LeaveLockBehindAsync(Elsewhere);
        var before = await OpenAsync();
        await FailsAsync(SyncErrorId.SyncAlreadyRunning, () => before.AcquireLockAsync(None));

        var setBack = new FakeTimeProvider(Clock.GetUtcNow().AddYears(-1));
        var store = await OpenAsync(new SqliteStateStoreFactory(setBack));
        await FailsAsync(SyncErrorId.SyncAlreadyRunning, () => store.AcquireLockAsync(None));
        setBack.Advance(TimeSpan.FromMinutes(10));
        await store.AcquireLockAsync(None);
        Assert.Equal(1, (await store.BeginRunAsync(new SyncRun { StartedAt = setBack.GetUtcNow() }, 1, None)).SyncId);
    }

    [Fact]
    public async Task A_run_that_lost_its_lock_commits_nothing_more_and_its_heartbeat_leaves_the_new_holder_alone()
    {
        var asleep = await OpenAsync(new SqliteStateStoreFactory(Clock, Elsewhere));
        // Its clock stands still: no heartbeat.
        var held = await (await OpenAsync(new SqliteStateStoreFactory(new FakeTimeProvider(), Elsewhere))).AcquireLockAsync(None);
        var store = await OpenAsync();
        await FailsAsync(SyncErrorId.SyncAlreadyRunning, () => store.AcquireLockAsync(None));
        Clock.Advance(TimeSpan.FromMinutes(10));
        await store.AcquireLockAsync(None);

        await held.DisposeAsync();
        Assert.NotNull(await store.ReadLockAsync(None));
        await FailsAsync(SyncErrorId.SyncAlreadyRunning, () => StoreAsync(asleep, LinkOf(1)));
    }

    [Fact]
    public async Task A_commit_after_the_lock_was_lost_fails()
    {
        var clock = new FakeTimeProvider();
        var loser = await OpenAsync(new SqliteStateStoreFactory(clock, Elsewhere));
        await loser.AcquireLockAsync(None);
        await loser.BeginRunAsync(new SyncRun(), 1, None);
        await StoreAsync(loser, LinkOf(1));
        var winner = await OpenAsync();
        await FailsAsync(SyncErrorId.SyncAlreadyRunning, () => winner.AcquireLockAsync(None));
        Clock.Advance(TimeSpan.FromMinutes(10));
        await winner.AcquireLockAsync(None);

        clock.Advance(TimeSpan.FromMinutes(1));
        var exception = await FailsAsync(SyncErrorId.StateFailed, () => StoreAsync(loser, LinkOf(2)));
        Assert.Contains("another run", exception.Message, StringComparison.Ordinal);
        await FailsAsync(SyncErrorId.StateFailed, () => loser.BeginRunAsync(new SyncRun(), 1, None));
        Assert.Equal(1, await winner.CountLinksAsync(None));
    }

    [Fact]
    public async Task The_heartbeat_does_not_throw_when_the_file_is_locked_or_its_row_is_gone()
    {
        var store = await OpenAsync();
        await store.AcquireLockAsync(None);
        using (var other = new SqliteConnection($"Data Source={Location.Path};Pooling=False"))
        {
            other.Open();
            using var command = other.CreateCommand();
            command.CommandText = "DELETE FROM run_lock";
            command.ExecuteNonQuery();
        }
        Clock.Advance(TimeSpan.FromMinutes(1));
        await FailsAsync(SyncErrorId.StateFailed, () => StoreAsync(store, LinkOf(1)));
    }

    [Fact]
    public void A_process_is_alive_only_under_its_own_mark()
    {
        Assert.True(ProcessMarks.IsAlive(Here.ProcessId, Here.ProcessMark));
        Assert.NotEqual(true, ProcessMarks.IsAlive(Here.ProcessId, "other"));
        Assert.False(ProcessMarks.IsAlive(int.MaxValue - 7, Here.ProcessMark));
        Assert.Equal(Here, MachineIdentity.Read());
        Assert.False(Here.Sees(Here.Host, "pid:[another]"));
    }

    /// <summary>A lock whose holder gives no sign of life any more, without having given it back.</summary>
    private async Task LeaveLockBehindAsync(MachineIdentity machine)
    {
        var store = await OpenAsync(new SqliteStateStoreFactory(new FakeTimeProvider(), machine));
        await store.AcquireLockAsync(None);
    }

    private void ExecuteSql(string sql)
    {
        using var other = new SqliteConnection($"Data Source={Location.Path};Pooling=False");
        other.Open();
        using var command = other.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
