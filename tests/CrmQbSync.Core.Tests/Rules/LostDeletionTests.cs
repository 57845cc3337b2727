using CrmQbSync.Contacts;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Rules;

/// <summary>Rule 8.12 for a deletion whose answer never came, since the process died over it: it can be undone all the same.</summary>
public sealed class LostDeletionTests
{
    [Theory, Flavours]
    public async Task Rule_8_12_A_propagated_deletion_that_the_next_run_finds_done_brings_both_records_back(Flavour flavour)
    {
        foreach (var side in Enum.GetValues<Side>())
        {
            var world = await Stage.PairAsync(flavour, profile => profile with { Deletions = DeletionsPolicy.Propagate }, ("Notes", "x"));
            await world.AddPairAsync("bob@x.com");
            world[side.Other()].Delete(side == Side.Crm ? Stage.QbAnn : Stage.CrmAnn);
            world.Wait();
            using var counted = new FaultSwitch();
            await world.Copy().RunAsync(null, counted);
            using var kill = new FaultSwitch(FaultKind.Kill, counted.Steps.ToList().IndexOf($"{side} write's answer") + 1);
            Assert.Null(await world.RunAsync(null, kill));
            await world.SyncAsync();
            var killed = (await world.HistoryAsync()).Single(run => run.Status == RunStatus.Interrupted);
            Assert.Equal(1, killed.CrmDeleted + killed.QbDeleted);

            await world.TakeBackAsync(killed.SyncId);

            Assert.Equal(("ann@x.com bob@x.com", "ann@x.com bob@x.com"), (world.Crm.Addresses(), world.Qb.Addresses()));
            Assert.Equal(2, (await world.LinksAsync()).Count(link => link.State == LinkState.Live));
            Assert.Empty((await world.SyncAsync()).Entries);
        }
    }

    [Theory, Flavours]
    public async Task Rule_8_12_A_deletion_by_an_undo_that_the_next_run_finds_done_can_be_undone_too(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        await world.AddPairAsync("bob@x.com");
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "x"));
        var ran = await world.SyncAsync();
        world.Wait();
        using var counted = new FaultSwitch();
        await world.Copy().UndoAsync(ran.Run.SyncId, counted);
        using var kill = new FaultSwitch(FaultKind.Kill, counted.Steps.ToList().IndexOf("Qb write's answer") + 1);
        Assert.Null(await world.UndoAsync(ran.Run.SyncId, kill));
        await world.SyncAsync();
        var killed = (await world.HistoryAsync()).Single(run => run.Status == RunStatus.Interrupted);

        await world.TakeBackAsync(killed.SyncId);

        Assert.Equal("ann@x.com bob@x.com", world.Qb.Addresses());
        Assert.Equal("x|x", world.Both("Notes"));
        Assert.Empty((await world.SyncAsync()).Entries);
    }

    [Theory, Flavours]
    public async Task Rule_8_7_What_if_after_a_kill_knows_the_pair_that_was_made_anew(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile with { Deletions = DeletionsPolicy.Recreate }, ("Notes", "x"));
        await world.AddPairAsync("bob@x.com");
        world.Qb.Delete(Stage.QbAnn);
        world.Wait();
        using var counted = new FaultSwitch();
        await world.Copy().RunAsync(null, counted);
        using var kill = new FaultSwitch(FaultKind.Kill, counted.Steps.ToList().IndexOf("Qb write's answer") + 1);
        Assert.Null(await world.RunAsync(null, kill));

        Assert.Empty(await world.CompareAsync());
        Assert.Empty((await world.SyncAsync()).Entries);
        Assert.Equal(2, (await world.LinksAsync()).Count(link => link.State == LinkState.Live));
    }
}
