using CrmQbSync.Connections;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Laws;

/// <summary>Law 9, and rule 8.12.</summary>
public sealed class UndoableLaw
{
    [Fact]
    public void Undoing_a_run_restores_every_value_that_it_overwrote() => Law.Holds(scenario => ScenarioPlay.PlayAsync(scenario, async run =>
    {
        if (run.IsUndo || run.Writes.IsEmpty)
            return;
        var world = run.After.Copy();
        await world.UndoAsync(run.Run.SyncId);
        Law.DemandProper(world);
        Law.Demand(run.Writes.SelectMany(write => NotRestored(world, write)));
    }));

    [Fact]
    public void A_value_that_a_person_changed_since_stays() => Law.Holds(scenario => ScenarioPlay.PlayAsync(scenario, async run =>
    {
        var updates = run.Writes.Where(write => write.Kind == WriteKind.Update).ToArray();
        if (run.IsUndo || updates.Length == 0)
            return;
        var world = run.After.Copy();
        var edited = updates[scenario.Choice % updates.Length];
        var field = edited.Values[scenario.Choice % edited.Values.Length].Field;
        world.Wait();
        var value = field switch { Pools.Email => "someone.else@x.com", "Phone" => "212-555-0142", _ => "zzz" };
        world[edited.Side].Edit(edited.Id, field, value);
        await world.UndoAsync(run.Run.SyncId);
        Law.DemandProper(world);
        if (world[edited.Side][edited.Id][field] != value)
            throw new LawViolationException($"{field} of {edited.Id} was set to '{value}' by a person and undone to '{world[edited.Side][edited.Id][field]}'.");
        Law.Demand(updates.SelectMany(write => NotRestored(world, write with
        {
            Values = write == edited ? [.. write.Values.Where(other => other.Field != field)] : write.Values,
        })));
    }));

    [Fact]
    public void The_next_run_does_not_do_it_again() => Law.Holds(scenario => ScenarioPlay.PlayAsync(scenario, async run =>
    {
        // Whoever transfers all, turns from one mode to another, or edited the profile for more than a selection, wants differences decided again.
        if (run.IsUndo || run.Writes.IsEmpty || run.Policy.TransferAll || run.Options!.Mode is not null || run.Options.Selection is not null)
            return;
        var world = run.After.Copy();
        await world.UndoAsync(run.Run.SyncId);
        var undone = world.Copy();
        world.Wait();
        await world.RunAsync(run.Options! with { All = false });
        Law.DemandProper(world);
        var again = world.Crm.Log.Skip(undone.Crm.Log.Count).Concat(world.Qb.Log.Skip(undone.Qb.Log.Count)).ToArray();
        Law.Demand(run.Writes.SelectMany(write => again.Where(other => IsSame(write, other)).Select(other => $"done again: {other}")));
    }));

    [Fact]
    public void What_a_preview_lists_is_what_the_undo_then_does() => Law.Holds(scenario => ScenarioPlay.PlayAsync(scenario, async run =>
    {
        if (run.IsUndo || run.Writes.IsEmpty)
            return;
        var world = run.After.Copy();
        var preview = await world.PreviewUndoAsync(run.Run.SyncId);
        Law.Demand(world.Picture() == run.After.Picture() && ReferenceEquals(world.State, run.After.State) ? [] : ["A preview wrote something."]);
        var result = await world.UndoAsync(run.Run.SyncId);
        Law.Demand(EntryText.Difference("foretold", preview.Select(EntryText.Of), "done", (await world.EntriesAsync(result.Run!.SyncId)).Where(entry => entry.Action != ChangeAction.Hold).Select(EntryText.Of)));
    }), share: 0.5);

    private static IEnumerable<string> NotRestored(World world, SideWrite write)
    {
        var record = world[write.Side][write.Id];
        switch (write.Kind)
        {
            case WriteKind.Create when !record.Deleted:
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
