using CrmQbSync.Connections;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Laws;

/// <summary>Plays a scenario, and lets a law look at every run.</summary>
internal sealed class ScenarioPlay
{
    private readonly List<RunObservation> _runs = [];
    private readonly HashSet<long> _undone = [];
    private readonly HashSet<string> _regions = [];
    private ScenarioPolicy _policy;
    private bool _blanksWereEdited;
    private bool _somethingWasUndone;

    private ScenarioPlay(Scenario scenario)
    {
        _policy = scenario.Policy;
        _regions.Add(_policy.Region);
        World = new World(scenario.Policy.ToProfile(), scenario.CrmShape, scenario.QbShape);
        foreach (var seed in scenario.Crm)
            Add(Side.Crm, seed);
        foreach (var seed in scenario.Qb)
            Add(Side.Qb, seed);
    }

    public World World { get; }

    /// <summary>The runs so far.</summary>
    public IReadOnlyList<RunObservation> Runs => _runs;

    /// <summary>Looks at a run before it begins; the world is a copy.</summary>
    private Func<World, RunOptions, Task>? Foresee { get; init; }

    /// <summary>Plays the whole scenario.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="judge">Looks at every run when it has ended.</param>
    /// <param name="foresee">Looks at every run, undo excepted, before it begins, in a copy of the world.</param>
    public static async Task<ScenarioPlay> PlayAsync(Scenario scenario, Func<RunObservation, Task>? judge = null, Func<World, RunOptions, Task>? foresee = null)
    {
        var play = new ScenarioPlay(scenario) { Foresee = foresee };
        foreach (var step in scenario.Steps)
        {
            play.World.Wait();
            if (await play.TakeAsync(step) is not { } observation)
                continue;
            Demand(observation);
            play._runs.Add(observation);
            if (judge is not null)
                await judge(observation);
        }
        return play;
    }

    /// <summary>Options for what a scenario says; the safety stops are not meant here.</summary>
    public static RunOptions Options(RunStep step, World world) =>
        Options(step, [.. world.Crm.Existing.Select(record => record.Id)], [.. world.Qb.Existing.Select(record => record.Id)]);

    /// <summary>Options for what a scenario says.</summary>
    /// <param name="step">The run.</param>
    /// <param name="crm">The ids of the contacts that there are.</param>
    /// <param name="qb">The ids of the customers that there are.</param>
    public static RunOptions Options(RunStep step, IReadOnlyList<string> crm, IReadOnlyList<string> qb) => new()
    {
        Mode = step.Mode,
        Priority = step.Priority,
        All = step.All,
        Force = true,
        Selection = step.Pick is not { } pick ? null : new RecordSelection
        {
            CrmIds = pick.Crm is { } contact && crm.Count > 0 ? [At(crm, contact)] : [],
            QbIds = pick.Qb is { } customer && qb.Count > 0 ? [At(qb, customer)] : [],
            Emails = pick.Email is { } email ? [email] : [],
        },
    };

    private async Task<RunObservation?> TakeAsync(Step step)
    {
        switch (step)
        {
            case EditStep edit when World[edit.Side].Existing is { Count: > 0 } existing:
                World[edit.Side].Edit(At(existing, edit.Record).Id, edit.Field, edit.Value);
                return null;
            case DeleteStep delete when World[delete.Side].Existing is { Count: > 0 } existing:
                World[delete.Side].Delete(At(existing, delete.Record).Id);
                return null;
            case RestoreStep restore when World[restore.Side].Deleted is { Count: > 0 } deleted:
                World[restore.Side].Restore(At(deleted, restore.Record).Id);
                return null;
            case AddStep add:
                Add(add.Side, add.Seed);
                return null;
            case PolicyStep policy:
                Edit(policy.Policy);
                return null;
            case RegionStep region:
                Edit(_policy with { Region = region.Region });
                return null;
            case MappingStep mapping:
                Edit(_policy.Toggling(mapping.Field));
                return null;
            case ClockStep clock:
                World.Clock.AdjustTime(World.Clock.GetUtcNow().AddMinutes(-clock.Minutes));
                return null;
            case ForgetStep forget when await World.LinksAsync() is { Count: > 0 } links:
                await World.ForgetAsync(At([.. links.OrderBy(link => link.CrmId, StringComparer.Ordinal)], forget.Link));
                return null;
            case ResolveStep resolve when await World.ConflictsAsync() is { Count: > 0 } conflicts:
                await ResolveAsync(At([.. conflicts.OrderBy(conflict => conflict.CrmId + conflict.Field, StringComparer.Ordinal)], resolve.Conflict), resolve);
                return null;
            case RunStep run:
                return await RunAsync(Options(run, World), run.Trouble);
            case UndoStep undo:
                return await UndoAsync(undo);
            default:
                return null;
        }
    }

    private void Edit(ScenarioPolicy policy)
    {
        _blanksWereEdited |= policy.Blanks != _policy.Blanks;
        _policy = policy;
        _regions.Add(policy.Region);
        World.Profile = policy.ToProfile();
    }

    private Task ResolveAsync(ContactConflict conflict, ResolveStep step)
    {
        var values = Pools.Values(conflict.Field!);
        return World.ResolveAsync(conflict, step.Use, step.Use is null ? At(values, step.Value) : null);
    }

    private async Task<RunObservation?> RunAsync(RunOptions options, Trouble? trouble)
    {
        Begin(trouble);
        if (Foresee is not null)
        {
            var foreseen = World.Copy();
            foreseen.Crm.Faults.Clear();
            foreseen.Qb.Faults.Clear();
            await Foresee(foreseen, options);
        }
        var before = World.Copy();
        End(before);
        var edited = trouble?.Meanwhile is { } meanwhile ? EditMeanwhile(World[trouble.Side], before[trouble.Side], meanwhile) : [];
        var result = await World.RunAsync(options);
        End(World);
        if (result.Run is null)
        {
            if (options.Selection is not { IsEmpty: true })
                throw new LawViolationException("A run that was to be is not in the history.");
            return null;
        }
        return await ObserveAsync(before, options, result, edited.Count > 0);
    }

    /// <summary>A person edits each of some records once, just before it is written.</summary>
    private static HashSet<string> EditMeanwhile(MemorySide side, MemorySide before, Meanwhile meanwhile)
    {
        var edited = new HashSet<string>(StringComparer.Ordinal);
        side.BeforeWrite = request =>
        {
            if (request.Id is not { } id || Hash(request) % 2 != meanwhile.Which % 2 || !side.WouldChange(id, meanwhile.Field, meanwhile.Value) || !edited.Add(id))
                return;
            side.Edit(id, meanwhile.Field, meanwhile.Value);
            before.Edit(id, meanwhile.Field, meanwhile.Value);
        };
        return edited;
    }

    private void Begin(Trouble? trouble)
    {
        if (trouble is null)
            return;
        var side = World[trouble.Side];
        if (trouble.Refuses is { } choice)
            side.Faults.Add(new WriteFault { Matches = request => Hash(request) % 2 == choice % 2 });
        // A service that tells only changes has no rows that could be faulty.
        if (trouble.Unreadable is { } record && side.Existing.Count > 0 && !side.Shape.TellsChanges)
            side.Unreadable.Add(At(side.Existing, record).Id);
    }

    private static void End(World world)
    {
        foreach (var side in new[] { world.Crm, world.Qb })
        {
            side.Faults.Clear();
            side.Unreadable.Clear();
            side.BeforeWrite = null;
        }
    }

    /// <summary>The same number for the same record, in whatever order and batches they are written.</summary>
    private static int Hash(WriteRequest request) =>
        (request.Id ?? request.Fields.First(field => field.Field.Name == Pools.Email).Value!).ToUpperInvariant().Sum(letter => letter);

    private async Task<RunObservation?> UndoAsync(UndoStep step)
    {
        var history = await World.HistoryAsync();
        var asked = step.Run is { } place && history.Count > 0
            ? At(history, place)
            : history.FirstOrDefault(run => run.UndoOf is null && !_undone.Contains(run.SyncId));
        if (asked is null)
            return null;
        var before = World.Copy();
        try
        {
            var undo = await ObserveAsync(before, null, await World.UndoAsync(asked.SyncId), false);
            if (_undone.Contains(asked.SyncId))
                throw new LawViolationException($"Run {asked.SyncId} was undone twice.");
            NoteUndone(await World.HistoryAsync());
            _somethingWasUndone = true;
            return undo with { SomethingWasUndone = true };
        }
        catch (SyncException error) when (error.Id == SyncErrorId.NothingToUndo)
        {
            var done = (await World.EntriesAsync(asked.SyncId)).Where(entry => entry.Status == EntryStatus.Done && entry.Action is ChangeAction.Create or ChangeAction.Update or ChangeAction.Delete);
            return done.Any() && !_undone.Contains(asked.SyncId) ? throw new LawViolationException($"NothingToUndo, but run {asked.SyncId} wrote {done.Count()} records.") : null;
        }
    }

    /// <summary>An undo that was itself undone no longer counts; nor did that one, if it was.</summary>
    private void NoteUndone(IEnumerable<SyncRun> newestFirst)
    {
        _undone.Clear();
        foreach (var run in newestFirst.Where(run => run.Status == RunStatus.Succeeded))
        {
            if (run.UndoOf is { } undone && !_undone.Contains(run.SyncId))
                _undone.Add(undone);
        }
    }

    private async Task<RunObservation> ObserveAsync(World before, RunOptions? options, RunResult result, bool wasEditedMeanwhile)
    {
        if (result.Error is not null || result.Run!.Status is not (RunStatus.Succeeded or RunStatus.CompletedWithErrors))
            throw new LawViolationException($"The run ended as {result.Run?.Status}: {result.Error}");
        return new RunObservation
        {
            Policy = _policy,
            Options = options,
            Before = before,
            After = World,
            Run = result.Run,
            Entries = await World.EntriesAsync(result.Run.SyncId),
            Links = await World.LinksAsync(),
            SomethingWasUndone = _somethingWasUndone,
            Regions = _regions.ToHashSet(),
            WasEditedMeanwhile = wasEditedMeanwhile,
            BlanksWereEdited = _blanksWereEdited,
        };
    }

    /// <summary>What holds of every run, whatever the law.</summary>
    private static void Demand(RunObservation run)
    {
        if (run.After.Guard.Breaches is [var first, ..])
            throw new LawViolationException("A contract is broken: " + first);
        if (!run.After.State!.Intents.IsEmpty)
            throw new LawViolationException("The journal is not empty after a run that ended.");
        var failed = run.Entries.Any(entry => entry.Status == EntryStatus.Failed);
        if (failed != (run.Run.Status == RunStatus.CompletedWithErrors))
            throw new LawViolationException($"{run.Run.Status} with{(failed ? "" : "out")} failed entries (8.9).");
    }

    private void Add(Side side, Seed seed) => World[side].Add(seed.Values, seed.IsJob, seed.HasOpenBalance);

    private static T At<T>(IReadOnlyList<T> items, int place) => items[place % items.Count];
}
