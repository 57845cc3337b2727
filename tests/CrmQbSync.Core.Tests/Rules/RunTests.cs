using CrmQbSync.Connections;
using CrmQbSync.Contacts;
using CrmQbSync.Running;
using CrmQbSync.State;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Rules;

/// <summary>Rules 8.1 to 8.11, but for 8.6 and 8.8.</summary>
public sealed class RunTests
{
    [Theory, Flavours]
    public async Task Rule_8_1_Nothing_flows_between_runs(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        world.Wait(60);
        Assert.Equal("a|", world.Both("Notes"));
        await world.SyncAsync();
        Assert.Equal("a|a", world.Both("Notes"));
    }

    [Fact]
    public async Task Rule_8_2_A_second_run_of_a_profile_fails_at_once_and_leaves_no_row()
    {
        var world = await Stage.TwoPairsAsync(Flavour.Services);
        Task? second = null;
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        world.Qb.BeforeWrite = _ => second ??= world.RunAsync();
        await world.SyncAsync();
        Assert.Equal(SyncErrorId.SyncAlreadyRunning, (await Assert.ThrowsAsync<SyncException>(() => second!)).Id);
        Assert.Equal(3, (await world.HistoryAsync()).Count);
    }

    [Theory, Flavours]
    public async Task Rule_8_3_A_record_that_fails_does_not_stop_the_others(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour);
        world.Qb.Faults.Add(new WriteFault { Matches = request => request.Id == Stage.QbAnn, Code = "6190", Message = "Subscription period has ended." });
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        world.Crm.Edit(Stage.CrmBob, "Notes", "b");
        world.Crm.Put("cy@x.com", ("LastName", "Cole"));
        var ran = await world.SyncAsync();

        Assert.Equal("Create Qb Done; Update Qb Done; Update Qb Failed 6190", ran.Lines);
        var failed = ran.Entries.Single(entry => entry.Status == EntryStatus.Failed);
        Assert.Equal(("Subscription period has ended.", Stage.CrmAnn, Stage.QbAnn), (failed.Message, failed.CrmId, failed.QbId));
        Assert.Equal((RunStatus.CompletedWithErrors, 1), (ran.Run.Status, ran.Run.Failed));
    }

    [Theory, Flavours]
    public async Task Rule_8_3_The_base_of_a_record_that_failed_stays_so_that_the_next_run_tries_again(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour, profile => profile with { Priority = SyncPriority.Qb });
        world.Qb.Faults.Add(new WriteFault { Matches = _ => true });
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        await world.SyncAsync();
        Assert.Equal("Update Qb Failed INVALID_DATA", (await world.SyncAsync()).Lines);
        world.Qb.Faults.Clear();
        Assert.Equal("Update Qb Done", (await world.SyncAsync()).Lines);
        Assert.Equal("a|a", world.Both("Notes"));
        Assert.Empty((await world.SyncAsync()).Entries);
    }

    [Theory, Flavours]
    public async Task Rule_8_3_If_one_side_of_a_pair_fails_the_other_is_written_all_the_same(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour);
        world.Qb.Faults.Add(new WriteFault { Matches = _ => true });
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        world.Qb.Edit(Stage.QbAnn, "Company", "Acme");
        Assert.Equal("Update Crm Done; Update Qb Failed INVALID_DATA", (await world.SyncAsync()).Lines);
        world.Qb.Faults.Clear();
        Assert.Equal("Update Qb Done", (await world.SyncAsync()).Lines);
        Assert.Equal(("a|a", "Acme|Acme"), (world.Both("Notes"), world.Both("Company")));
    }

    [Theory, Flavours]
    public async Task Rule_8_3_A_deletion_that_failed_is_tried_again(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour, profile => profile with { Deletions = DeletionsPolicy.Propagate });
        world.Qb.Faults.Add(new WriteFault { Matches = _ => true });
        world.Crm.Delete(Stage.CrmAnn);
        Assert.Equal("Delete Qb Failed DeletedInCrm INVALID_DATA", (await world.SyncAsync()).Lines);
        world.Qb.Faults.Clear();
        Assert.Equal("Delete Qb Done DeletedInCrm", (await world.SyncAsync()).Lines);
    }

    [Theory, Flavours]
    public async Task Rule_8_3_A_creation_anew_that_failed_is_tried_again(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour, profile => profile with { Deletions = DeletionsPolicy.Recreate });
        world.Qb.Faults.Add(new WriteFault { Matches = _ => true });
        world.Qb.Delete(Stage.QbAnn);
        Assert.Equal("Create Qb Failed INVALID_DATA", (await world.SyncAsync()).Lines);
        world.Qb.Faults.Clear();
        Assert.Equal("Create Qb Done", (await world.SyncAsync()).Lines);
        Assert.Equal("ann@x.com bob@x.com", world.Qb.Addresses());
    }

    [Theory, Flavours]
    public async Task Rule_8_3_A_merge_whose_write_failed_is_linked_and_tried_again(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "a"));
        world.Qb.Put(Stage.Ann, ("LastName", "Ames"));
        world.Qb.Faults.Add(new WriteFault { Matches = _ => true });
        Assert.Equal("Link None Done; Update Qb Failed INVALID_DATA", (await world.SyncAsync()).Lines);
        world.Qb.Faults.Clear();
        Assert.Equal("Update Qb Done", (await world.SyncAsync()).Lines);
        Assert.Equal("a|a", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_8_4_A_run_that_cannot_go_on_records_what_it_had_done(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour);
        // One after the other, so that the first has its answer when the last is sent.
        world.Qb.Shape = world.Qb.Shape with { MaxConcurrentBatches = 1 };
        await world.AddPairAsync("cy@x.com");
        foreach (var id in new[] { Stage.CrmAnn, Stage.CrmBob, "Crm.cy@x.com.1" })
            world.Crm.Edit(id, "Notes", "n");
        var before = world.Copy();
        using var count = new FaultSwitch();
        await before.RunAsync(null, count);
        var lastWrite = count.Steps.ToList().LastIndexOf("Qb write") + 1;

        using var faults = new FaultSwitch(FaultKind.ServiceGone, lastWrite);
        var broken = await world.RunAsync(null, faults);
        Assert.Equal((RunStatus.Failed, SyncErrorId.ServiceUnavailable), (broken!.Run!.Status, broken.Error!.Id));
        var row = (await world.HistoryAsync())[0];
        Assert.Equal((RunStatus.Failed, world.Qb.Log.Count), (row.Status, row.QbUpdated));
        Assert.False(string.IsNullOrEmpty(row.Message));

        var ran = await world.SyncAsync();
        Assert.Equal(3, world.Qb.Log.Count);
        Assert.Equal(3, row.QbUpdated + ran.Run.QbUpdated);
    }

    [Theory, Flavours]
    public async Task Rule_8_5_A_stopped_run_is_Cancelled_and_the_next_finishes_the_work(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        using var faults = new FaultSwitch(FaultKind.Stop, 6);
        var stopped = await world.RunAsync(null, faults);
        Assert.Equal((RunStatus.Cancelled, SyncErrorId.Cancelled), (stopped!.Run!.Status, stopped.Error!.Id));
        Assert.Equal(RunStatus.Cancelled, (await world.HistoryAsync())[0].Status);
        await world.SyncAsync();
        Assert.Equal("a|a", world.Both("Notes"));
        Assert.Single(world.Qb.Log);
    }

    [Theory, Flavours]
    public async Task Rule_8_7_A_comparison_reports_and_writes_nothing_anywhere(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        world.Qb.Delete(Stage.QbBob);
        world.Crm.Put("new@x.com", ("LastName", "New"));
        var (picture, state) = (world.Picture(), world.State);
        var changes = await world.CompareAsync();

        Assert.Equal([ChangeAction.Create, ChangeAction.Update, ChangeAction.Hold], changes.Select(change => change.Action).Order());
        Assert.Equal("Notes: '' → 'a'", changes.Single(change => change.Action == ChangeAction.Update).Summary);
        Assert.Equal(picture, world.Picture());
        Assert.Same(state, world.State);
    }

    [Fact]
    public async Task Rule_8_7_A_comparison_creates_no_state()
    {
        var world = Stage.Set(Flavour.Files);
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
        Assert.Equal(ChangeAction.Create, Assert.Single(await world.CompareAsync()).Action);
        Assert.Null(world.State);
        Assert.Empty(await world.HistoryAsync());
    }

    [Fact]
    public async Task Rule_8_7_A_comparison_takes_no_lock()
    {
        var world = await Stage.TwoPairsAsync(Flavour.Services);
        await using var store = await world.States.OpenAsync(new StateLocation("Memory", world.Profile.StatePath, world.Profile.Path), CancellationToken.None);
        await using var held = await store.AcquireLockAsync(CancellationToken.None);
        Assert.Empty(await world.CompareAsync());
    }

    [Theory, Flavours]
    public async Task Rule_8_9_What_is_skipped_or_held_is_reported_again_after_it_changed_or_with_All(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour, profile => profile with { Deletions = DeletionsPolicy.Propagate });
        var nobody = world.Crm.Put(null, ("LastName", "No address"));
        world.Qb.Delete(Stage.QbAnn);
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        const string Both = "Hold None Held DeletedInQb; Skip None Skipped NoEmail";
        Assert.Equal(Both, (await world.SyncAsync()).Lines);
        Assert.Empty((await world.SyncAsync()).Entries);
        Assert.Equal(Both, (await world.SyncAllAsync()).Lines);
        Assert.Empty((await world.SyncAsync()).Entries);
        world.Crm.Edit(nobody, "Notes", "n");
        world.Crm.Edit(Stage.CrmAnn, "Notes", "b");
        Assert.Equal(Both, (await world.SyncAsync()).Lines);
        Assert.Empty((await world.SyncAsync()).Entries);
    }

    [Theory, Flavours]
    public async Task Rule_8_9_Ambiguous_Conflict_and_Failed_are_reported_by_every_run(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour, profile => profile.With("Notes", priority: SyncPriority.Manual));
        world.Crm.Put("two@x.com", ("LastName", "One"));
        world.Crm.Put("two@x.com", ("LastName", "Two"));
        world.Crm.Put("new@x.com", ("LastName", "New"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
        world.Qb.Edit(Stage.QbAnn, "Notes", "q");
        world.Crm.Edit(Stage.CrmBob, "Company", "b");
        world.Qb.Faults.Add(new WriteFault { Matches = _ => true });
        for (var run = 0; run < 3; run++)
        {
            var ran = await world.SyncAsync();
            Assert.Equal("Ambiguous None Ambiguous; Conflict None Conflict; Create Qb Failed INVALID_DATA; Update Qb Failed INVALID_DATA", ran.Lines);
            Assert.Equal(RunStatus.CompletedWithErrors, ran.Run.Status);
        }
    }

    [Theory, Flavours]
    public async Task Rule_8_9_A_run_without_Failed_entry_has_Succeeded(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour, profile => profile with { Priority = SyncPriority.Manual });
        world.Crm.Put(Stage.Ann, ("LastName", "Second"));
        world.Crm.Put(null, ("LastName", "No address"));
        world.Qb.Delete(Stage.QbBob);
        world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
        world.Qb.Edit(Stage.QbAnn, "Notes", "q");
        var ran = await world.SyncAsync();
        Assert.Equal("Ambiguous None Ambiguous; Conflict None Conflict; Hold None Held DeletedInQb; Skip None Skipped NoEmail", ran.Lines);
        Assert.Equal(RunStatus.Succeeded, ran.Run.Status);
    }

    [Fact]
    public async Task Rule_8_10_Every_run_is_in_the_history_with_all_that_is_to_be_known()
    {
        var world = await Stage.TwoPairsAsync(Flavour.Services);
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        world.Crm.Put("new@x.com", ("LastName", "New"));
        world.Qb.Faults.Add(new WriteFault { Matches = request => request.Kind == WriteKind.Create, Code = "6240", Message = "Duplicate name." });
        var began = world.Clock.GetUtcNow().AddMinutes(1);
        var ran = await world.SyncAsync(new RunOptions { Mode = SyncMode.Export, Priority = SyncPriority.Qb, Trigger = RunTrigger.WebConnector });
        await world.SyncAsync(new RunOptions { Trigger = RunTrigger.Scheduled });

        var history = await world.HistoryAsync();
        Assert.Equal([4, 3, 2, 1], history.Select(run => run.SyncId));
        Assert.Equal([RunTrigger.Scheduled, RunTrigger.WebConnector, RunTrigger.Manual, RunTrigger.Manual], history.Select(run => run.Trigger));
        var row = history[1];
        Assert.Equal((SyncMode.Export, SyncPriority.Qb, RunStatus.CompletedWithErrors), (row.Mode, row.Priority, row.Status));
        Assert.Equal((began, began, TimeSpan.Zero), (row.StartedAt, row.FinishedAt!.Value, row.Duration!.Value));
        // Another mode than before looks at every pair, so that all three contacts were read.
        Assert.Equal((2, 0, 1, 1), (row.CrmRead, row.QbCreated, row.QbUpdated, row.Failed));
        Assert.Equal(world.Profile.Path, row.Profile);
        Assert.Equal(("6240", "Duplicate name."), (ran.Entries.Single(entry => entry.Status == EntryStatus.Failed).ErrorCode, ran.Entries.Single(entry => entry.Status == EntryStatus.Failed).Message));
    }

    [Theory, Flavours]
    public async Task Rule_8_11_A_merged_pair_has_one_Link_entry_beside_its_updates(Flavour flavour)
    {
        var world = Stage.Set(flavour, profile => profile.With("Notes", priority: SyncPriority.Manual).With("FirstName", priority: SyncPriority.Manual));
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "c"), ("FirstName", "A"), ("Phone", "212-555-0100"));
        world.Qb.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "q"), ("FirstName", "B"), ("Company", "Acme"));
        var ran = await world.SyncAsync();

        Assert.Equal("Conflict None Conflict; Link None Done; Update Crm Done; Update Qb Done", ran.Lines);
        Assert.Equal(["FirstName", "Notes"], ran.Entries.Single(entry => entry.Action == ChangeAction.Conflict).Fields.Select(field => field.Field));
        Assert.All(ran.Entries, entry => Assert.Equal((Stage.CrmAnn, Stage.QbAnn), (entry.CrmId, entry.QbId)));
        Assert.Equal((1, 1, 1, 1), (ran.Run.Linked, ran.Run.CrmUpdated, ran.Run.QbUpdated, ran.Run.Conflicts));
    }
}
