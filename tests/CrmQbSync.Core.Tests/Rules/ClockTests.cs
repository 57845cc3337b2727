using CrmQbSync.Contacts;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Rules;

/// <summary>What must hold although this machine's clock was set back: the order of runs is that of their Sync IDs.</summary>
public sealed class ClockTests
{
    [Theory, Flavours]
    public async Task Rule_8_12_After_the_clock_was_set_back_an_address_that_another_record_got_since_is_not_written_back(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Email", "new@x.com");
        var ran = await world.SyncAsync();
        SetBack(world);
        var other = world.Qb.Put(Stage.Ann, ("LastName", "Other"));
        Assert.Equal("Create Crm Done", (await world.SyncAsync()).Lines);

        var undo = await world.TakeBackAsync(ran.Run.SyncId);
        Assert.Equal("Update Qb Failed EmailInUse", undo.Lines);
        Assert.Contains(other, undo.Only.Message, StringComparison.Ordinal);
        Assert.Equal("ann@x.com new@x.com", world.Qb.Addresses());
    }

    [Theory, Flavours]
    public async Task Rule_8_10_A_clock_set_back_puts_no_run_in_another_place(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour);
        SetBack(world);
        await world.SyncAsync();
        SetBack(world);
        await world.SyncAsync();
        Assert.Equal([3, 2, 1], (await world.HistoryAsync()).Select(run => run.SyncId));
    }

    [Theory, Flavours]
    public async Task Rule_8_1_A_change_made_after_the_clock_was_set_back_flows_in_the_next_run(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour);
        SetBack(world);
        world.Qb.Edit(Stage.QbAnn, "Notes", "q");
        Assert.Equal("Update Crm Done", (await world.SyncAsync()).Lines);
        Assert.Equal("q|q", world.Both("Notes"));
        Assert.Empty((await world.SyncAsync()).Entries);
    }

    [Theory, Flavours]
    public async Task Rule_8_10_A_clock_set_back_under_the_run_makes_it_no_shorter(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
        var clock = new SettableClock(world.Clock);
        world.Qb.BeforeWrite = _ =>
        {
            world.Wait(5);
            clock.Shift = TimeSpan.FromDays(-3);
        };
        var result = await Stage.EngineOf(world, clock).RunAsync(world.Profile, new RunOptions(), new SilentObserver(), CancellationToken.None);
        Assert.Equal((RunStatus.Succeeded, TimeSpan.FromMinutes(5)), (result.Run!.Status, result.Run.Duration));
        var row = (await world.HistoryAsync())[0];
        Assert.Equal(TimeSpan.FromMinutes(5), row.Duration);
        // The times are those that the clock showed.
        Assert.Equal(TimeSpan.FromMinutes(5) - TimeSpan.FromDays(3), row.FinishedAt - row.StartedAt);
    }

    private static void SetBack(World world) => world.Clock.AdjustTime(world.Clock.GetUtcNow().AddDays(-3));

    /// <summary>A clock that somebody sets, while time passes as it does.</summary>
    private sealed class SettableClock(TimeProvider time) : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Shift;

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(callback, state, dueTime, period);
    }
}
