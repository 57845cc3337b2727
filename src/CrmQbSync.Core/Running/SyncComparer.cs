using System.Runtime.CompilerServices;
using CrmQbSync.Contacts;
using CrmQbSync.Merging;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>What a run would do (rule 8.7). Writes nothing, takes no lock, creates no state.</summary>
internal sealed class SyncComparer(SyncServices services, SyncProfile profile, RunOptions options, IRunObserver observer)
{
    /// <summary>Compares.</summary>
    public async IAsyncEnumerable<ContactChange> CompareAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var state = await services.States.OpenReaderAsync(RunSession.LocationOf(profile), cancellationToken).ConfigureAwait(false);
        await using var stateScope = (state ?? (IAsyncDisposable)NoState.Instance).ConfigureAwait(false);
        var run = await new RunPreparer(services, new ConnectionDemands { Purpose = ConnectionPurpose.Preview, Timeout = options.Timeout, Observer = observer })
            .OpenAsync(profile, options, state, cancellationToken).ConfigureAwait(false);
        await using var runScope = run.ConfigureAwait(false);
        await PlanAsync(services, run, state, observer, cancellationToken).ConfigureAwait(false);
        var describer = run.Describer;
        foreach (var pair in run.Plan.Pairs.Where(pair => pair.IsReported))
        {
            foreach (var change in describer.Describe(pair))
                yield return change;
        }
        if (!options.Force && SafetyGuard.Check(run, SafetyGuard.FiguresOf(run.Plan)) is { } blocked)
            observer.Warning($"A run would be stopped: {blocked.Message} {blocked.Advice}");
    }

    /// <summary>Reads both sides and plans, writing nothing; gives what was read.</summary>
    public static Task<Planner> PlanAsync(
        SyncServices services, PreparedRun run, IStateReader? state, IRunObserver observer, CancellationToken cancellationToken) => run.GuardAsync(async () =>
    {
        var reader = new RunReader(run, state, observer);
        await reader.ReadSidesAsync(cancellationToken).ConfigureAwait(false);
        var intents = state is null ? [] : await state.ReadIntentsAsync(cancellationToken).ConfigureAwait(false);
        var recovered = intents.Count == 0
            ? null
            : await new IntentRecovery(run, reader.Planner, state!, services.Clock).RecoverAsync(intents, cancellationToken).ConfigureAwait(false);
        await reader.PlanAsync(recovered?.Links ?? [], cancellationToken).ConfigureAwait(false);
        return reader.Planner;
    });

    /// <summary>Compares two sets in memory, without state.</summary>
    public static IEnumerable<ContactChange> CompareSets(
        IEnumerable<ContactRecord> crm, IEnumerable<ContactRecord> qb, MergeContext context, string? profile, bool includeUnchanged)
    {
        var selector = new PairSelector(context);
        var planner = new Planner(context, selector, includeUnchanged ? selector : null);
        foreach (var record in crm)
            planner.AddRecord(Side.Crm, record);
        foreach (var record in qb)
            planner.AddRecord(Side.Qb, record);
        var describer = new ChangeDescriber(context, profile);
        return planner.Compare(part => part.Pairs.SelectMany(pair => Describe(pair, describer)).ToList()).SelectMany(changes => changes);
    }

    /// <summary>There is no state that could remember a link: a pair that agrees is simply unchanged.</summary>
    private static IEnumerable<ContactChange> Describe(PlannedPair pair, ChangeDescriber describer) => pair is { Kind: PairKind.Link, Merge.HasContent: false }
        ? [describer.DescribeUnchanged(pair)]
        : describer.Describe(pair).Where(change => change.Action != ChangeAction.Link);
}
