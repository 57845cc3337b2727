using CrmQbSync.Connections;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Laws;

/// <summary>Law 9, and rule 8.12.</summary>
public sealed class UndoableLaw
{
    [Fact]
    public void Undoing_a_run_restores_every_value_that_it_overwrote() => Law.Holds(scenario => ScenarioPlay.PlayAsync(scenario, async run =>
    {
        if (run.Writes.IsEmpty)
            return;
        var world = run.After.Copy();
        var undo = await world.UndoAsync(run.Run.SyncId);
        Law.DemandProper(world);
        Law.Demand((await AllowedAsync(run.Writes, world, undo)).SelectMany(write => NotRestored(world, write)));
        // What undid it can be undone too.
        var undone = world.Copy();
        var writes = WritesBetween(run.After, undone).ToList();
        if (undo.Run!.Status != RunStatus.Succeeded || writes.Count == 0)
            return;
        world.Wait();
        var again = await world.UndoAsync(undo.Run.SyncId);
        Law.DemandProper(world);
        Law.Demand((await AllowedAsync(writes, world, again)).SelectMany(write => NotRestored(world, write)));
    }));

    [Fact]
    public void Undoing_an_older_run_takes_back_what_still_stands_and_nothing_else() => Law.Holds(async scenario =>
    {
        var runs = new List<(RunObservation Run, World After)>();
        var play = await ScenarioPlay.PlayAsync(scenario, run =>
        {
            runs.Add((run, run.After.Copy()));
            return Task.CompletedTask;
        });
        var older = runs.SkipLast(1).Where(run => !run.Run.WritesUntil(run.After).IsEmpty).ToList();
        if (older.Count == 0)
            return;
        var (run, after) = older[scenario.Choice % older.Count];
        var (before, world) = (play.World.Copy(), play.World.Copy());
        RunResult undo;
        try
        {
            undo = await world.UndoAsync(run.Run.SyncId);
        }
        catch (SyncException error) when (error.Id == SyncErrorId.NothingToUndo)
        {
            Law.Demand(runs.Any(other => other.Run.Run.UndoOf == run.Run.SyncId) ? [] : [$"Nothing to undo in run {run.Run.SyncId}"]);
            return;
        }
        Law.DemandProper(world);
        var writes = run.WritesUntil(after);
        Law.Demand((await AllowedAsync(writes, world, undo)).Where(write => Stands(write, after, before)).SelectMany(write => NotRestored(world, write)));
        Law.Demand(TouchedBeside(writes, before, world));
    });

    [Fact]
    public void A_value_that_a_person_changed_since_stays() => Law.Holds(scenario => ScenarioPlay.PlayAsync(scenario, async run =>
    {
        var updates = run.Writes.Where(write => write.Kind == WriteKind.Update).ToArray();
        if (updates.Length == 0)
            return;
        var world = run.After.Copy();
        var edited = updates[scenario.Choice % updates.Length];
        var field = edited.Values[scenario.Choice % edited.Values.Length].Field;
        world.Wait();
        var value = field switch { Pools.Email => "someone.else@x.com", "Phone" => "212-555-0142", _ => "zzz" };
        world[edited.Side].Edit(edited.Id, field, value);
        var undo = await world.UndoAsync(run.Run.SyncId);
        Law.DemandProper(world);
        if (world[edited.Side][edited.Id][field] != value)
            throw new LawViolationException($"{field} of {edited.Id} was set to '{value}' by a person and undone to '{world[edited.Side][edited.Id][field]}'.");
        Law.Demand((await AllowedAsync(updates, world, undo)).SelectMany(write => NotRestored(world, write with
        {
            Values = write.Token == edited.Token ? [.. write.Values.Where(other => other.Field != field)] : write.Values,
        })));
    }));

    [Fact]
    public void The_next_run_does_not_do_it_again() => Law.Holds(scenario => ScenarioPlay.PlayAsync(scenario, async run =>
    {
        // Whoever transfers all, turns from one mode to another, or edited the profile for more than a selection, wants differences decided again.
        if (run.Writes.IsEmpty || run.Policy.TransferAll || run.Options is { Mode: not null } or { Selection: not null })
            return;
        var world = run.After.Copy();
        await world.UndoAsync(run.Run.SyncId);
        var undone = world.Copy();
        world.Wait();
        await world.RunAsync((run.Options ?? new RunOptions { Force = true }) with { All = false });
        Law.DemandProper(world);
        var again = world.Crm.Log.Skip(undone.Crm.Log.Count).Concat(world.Qb.Log.Skip(undone.Qb.Log.Count)).ToArray();
        Law.Demand(run.Writes.SelectMany(write => again.Where(other => IsSame(write, other)).Select(other => $"done again: {other}")));
    }));

    [Fact]
    public void What_a_preview_lists_is_what_the_undo_then_does() => Law.Holds(scenario => ScenarioPlay.PlayAsync(scenario, async run =>
    {
        if (run.Writes.IsEmpty)
            return;
        var world = run.After.Copy();
        var preview = await world.PreviewUndoAsync(run.Run.SyncId);
        Law.Demand(world.Picture() == run.After.Picture() && ReferenceEquals(world.State, run.After.State) ? [] : ["A preview wrote something."]);
        var result = await world.UndoAsync(run.Run.SyncId);
        Law.Demand(EntryText.Difference("foretold", preview.Select(EntryText.Of), "done", (await world.EntriesAsync(result.Run!.SyncId)).Where(entry => entry.Action != ChangeAction.Hold).Select(EntryText.Of)));
    }), share: 0.5);

    /// <summary>What can be taken back without giving two records one address (rule 4.3), of the fields that still are mapped.</summary>
    private static async Task<IEnumerable<SideWrite>> AllowedAsync(IEnumerable<SideWrite> writes, World world, RunResult undo)
    {
        var refused = (await world.EntriesAsync(undo.Run!.SyncId)).Where(entry => entry.ErrorCode == Contacts.ErrorCodes.EmailInUse).ToList();
        return writes.Where(write => !refused.Any(entry => (write.Side == Side.Crm ? entry.CrmId : entry.QbId) == write.Id))
            .Select(write => write with { Values = [.. write.Values.Where(value => world.Profile.Rules.Any(rule => rule.Field.Name == value.Field))] });
    }

    private static IEnumerable<SideWrite> WritesBetween(World before, World after) =>
        after.Crm.Log.Skip(before.Crm.Log.Count).Concat(after.Qb.Log.Skip(before.Qb.Log.Count));

    /// <summary>Whether a record still stands as the run left it.</summary>
    private static bool Stands(SideWrite write, World after, World before) =>
        before[write.Side][write.Id].ChangedAt == after[write.Side][write.Id].ChangedAt;

    /// <summary>Updates of values that the undone run did not write.</summary>
    private static IEnumerable<string> TouchedBeside(IReadOnlyList<SideWrite> writes, World before, World after) =>
        from write in WritesBetween(before, after)
        where write.Kind == WriteKind.Update
        from value in write.Values
        where !writes.Any(other => other.Id == write.Id && other.Values.Any(written => written.Field == value.Field && written.Old == value.New))
        select $"{value.Field} was none of the run's: {write}";

    private static IEnumerable<string> NotRestored(World world, SideWrite write)
    {
        var record = world[write.Side][write.Id];
        switch (write.Kind)
        {
            case WriteKind.Create or WriteKind.Restore when !record.Deleted:
                yield return $"still there: {record}";
                break;
            case WriteKind.Delete when record.Deleted:
                yield return $"not brought back: {record}";
                break;
            case WriteKind.Update:
                foreach (var value in write.Values.Where(value => record[value.Field] != value.Old && !IsRequired(write.Side, value)))
                    yield return $"{value.Field} is '{record[value.Field]}' instead of '{value.Old}': {record}";
                break;
        }
    }

    /// <summary>What a system requires cannot be cleared again.</summary>
    private static bool IsRequired(Side side, ValueWrite value) =>
        value.Old is null && (value.Field == Pools.Email || (value.Field == Pools.LastName && side == Side.Crm));

    private static bool IsSame(SideWrite write, SideWrite other) => write.Side == other.Side && write.Kind == other.Kind && write.Kind switch
    {
        WriteKind.Create => KeyOf(write) == KeyOf(other),
        WriteKind.Update => write.Id == other.Id && write.Values.Any(value => other.Values.Any(again => again.Field == value.Field && again.New == value.New)),
        _ => write.Id == other.Id,
    };

    private static string? KeyOf(SideWrite write) => Agreement.Normal(Pools.Email, write.Values.FirstOrDefault(value => value.Field == Pools.Email)?.New);
}
