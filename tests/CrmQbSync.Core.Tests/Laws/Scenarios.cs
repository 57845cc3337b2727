using System.Collections.Immutable;
using CrmQbSync.Tests.Doubles;
using FsCheck;
using FsCheck.Fluent;

namespace CrmQbSync.Tests.Laws;

/// <summary>Generates scenarios.</summary>
internal sealed class Scenarios
{
    private readonly Pool _pool;

    private Scenarios(Pool pool) => _pool = pool;

    /// <summary>Scenarios of people who are made of something.</summary>
    public static Arbitrary<Scenario> Over(Pool pool) => Arb.From(new Scenarios(pool).Generate(), ScenarioShrinker.Shrink);

    private static Gen<bool> Often { get; } = Gen.Elements(true, true, true, false);

    private static Gen<bool> Seldom { get; } = Gen.Elements(false, false, false, false, false, true);

    private static Gen<Side> Sides { get; } = Gen.Elements(Side.Crm, Side.Qb);

    private static Gen<SyncMode> Modes { get; } = Gen.Elements(SyncMode.Synchronize, SyncMode.Synchronize, SyncMode.Import, SyncMode.Export);

    private static Gen<SyncPriority> Priorities { get; } = Gen.Elements(SyncPriority.Crm, SyncPriority.Qb, SyncPriority.Newest, SyncPriority.Manual);

    private static Gen<string> Regions { get; } = Gen.Elements("US", "US", "US", "US", "GB", "DE");

    private Gen<Scenario> Generate() =>
        from policy in Policies()
        from crmShape in SideShapes()
        from qbShape in SideShapes()
        from crm in Several(Seeds(Side.Crm), 3)
        from qb in Several(Seeds(Side.Qb), 3)
        from first in Often
        from steps in Several(Steps(), 9)
        from choice in Gen.Choose(0, 9999)
        select new Scenario
        {
            Policy = policy,
            CrmShape = Shapes.Crm(crmShape),
            QbShape = Shapes.Qb(qbShape),
            Crm = crm,
            Qb = qb,
            Steps = first ? [new RunStep(), .. steps, new RunStep()] : [.. steps, new RunStep()],
            Choice = choice,
        };

    private static Gen<ImmutableArray<T>> Several<T>(Gen<T> one, int most) =>
        from count in Gen.Choose(0, most)
        from items in one.ListOf(count)
        select items.ToImmutableArray();

    private static Gen<T?> Perhaps<T>(Gen<T> value) where T : struct =>
        from given in Seldom
        from it in value
        select given ? it : (T?)null;

    private Gen<ScenarioPolicy> Policies() =>
        from mode in Modes
        from priority in Priorities
        from tieBreaker in Sides
        from blanks in Gen.Elements(BlanksPolicy.Fill, BlanksPolicy.Fill, BlanksPolicy.Keep, BlanksPolicy.Clear)
        from deletions in Gen.Elements(DeletionsPolicy.Hold, DeletionsPolicy.Propagate, DeletionsPolicy.Recreate)
        from email in Gen.Elements(EmailChangePolicy.Follow, EmailChangePolicy.Follow, EmailChangePolicy.CreateNew)
        from all in Seldom
        from jobs in Seldom
        from filtered in Seldom
        from region in Regions
        from unmaps in Seldom
        from unmapped in Gen.Elements<string>(_pool.Optional)
        from fields in FieldPolicies()
        select new ScenarioPolicy
        {
            Mode = mode,
            Priority = priority,
            TieBreaker = tieBreaker,
            Blanks = blanks,
            Deletions = deletions,
            WhenEmailChanges = email,
            TransferAll = all,
            IncludeJobs = jobs,
            City = filtered ? "Paris" : null,
            Region = region,
            Unmapped = unmaps ? [unmapped] : [],
            Fields = fields,
            Known = _pool.Fields,
        };

    private Gen<ImmutableSortedDictionary<string, FieldPolicy>> FieldPolicies() =>
        from count in Gen.Choose(0, 2)
        from fields in Gen.Elements<string>(_pool.Fields).ListOf(count)
        from directions in Gen.Elements(FieldDirection.Both, FieldDirection.CrmToQb, FieldDirection.QbToCrm, FieldDirection.None).ListOf(count)
        from priorities in Perhaps(Priorities).ListOf(count)
        select fields.Zip(directions, priorities)
            .DistinctBy(item => item.First)
            .ToImmutableSortedDictionary(item => item.First, item => new FieldPolicy(item.Second, item.Third));

    private static Gen<SideShape> SideShapes() =>
        from isService in Gen.Elements(true, false)
        from tellsRecord in Often
        from passes in Gen.Elements(true, false)
        from showsDeleted in Gen.Elements(true, false)
        from idempotent in Gen.Elements(true, false)
        from versions in Often
        from slow in Seldom
        from pageSize in Gen.Choose(1, 3)
        from order in Gen.Choose(0, 5)
        from batch in Gen.Choose(1, 3)
        from atOnce in Gen.Choose(1, 2)
        select isService
            ? SideShape.Service with
            {
                TellsRecord = tellsRecord,
                MarkPassesOwnWrites = passes,
                ShowsDeletedValues = showsDeleted,
                IsIdempotent = idempotent,
                HasVersions = versions,
                IsSlow = slow,
                PageSize = pageSize,
                OrderSeed = order,
                MaxBatch = batch,
                MaxConcurrentBatches = atOnce,
            }
            : SideShape.File with { OrderSeed = order };

    private Gen<Seed> Seeds(Side side) =>
        from values in Gen.CollectToArray(_pool.Fields, Values)
        from isJob in Seldom
        from owes in Seldom
        select new Seed(
            _pool.Fields.Zip(values).ToImmutableSortedDictionary(pair => pair.First, pair => (string?)pair.Second),
            isJob && side == Side.Qb,
            owes && side == Side.Qb);

    private Gen<string?> Values(string field) => Gen.Elements<string?>(_pool.Values(field));

    private Gen<Step> Steps() => Gen.Frequency(
        (8, from side in Sides
            from record in Gen.Choose(0, 5)
            from field in Gen.Elements<string>(_pool.Fields)
            from value in Values(field)
            select (Step)new EditStep(side, record, field, value)),
        (1, from side in Sides
            from record in Gen.Choose(0, 5)
            from field in Gen.Elements<string>(_pool.Fields)
            select (Step)new EditStep(side, record, field, null)),
        (2, from side in Sides
            from record in Gen.Choose(0, 5)
            select (Step)new DeleteStep(side, record)),
        (1, from side in Sides
            from record in Gen.Choose(0, 2)
            select (Step)new RestoreStep(side, record)),
        (2, from side in Sides
            from seed in Seeds(side)
            select (Step)new AddStep(side, seed)),
        (6, RunSteps().Select(step => (Step)step)),
        (_pool.Rarities, from older in Gen.Elements(true, false)
            from run in Gen.Choose(0, 4)
            select (Step)new UndoStep(older ? run : null)),
        (_pool.Rarities, from conflict in Gen.Choose(0, 3)
            from use in Gen.Elements<Side?>(Side.Crm, Side.Qb, null)
            from value in Gen.Choose(0, 4)
            select (Step)new ResolveStep(conflict, use, value)),
        (_pool.Rarities, Gen.Choose(0, 3).Select(link => (Step)new ForgetStep(link))),
        (1, Policies().Select(policy => (Step)new PolicyStep(policy))),
        (1, Regions.Select(region => (Step)new RegionStep(region))),
        (1, Gen.Elements<string>(_pool.Optional).Select(field => (Step)new MappingStep(field))),
        (1, Gen.Elements(3, 60 * 24 * 3).Select(minutes => (Step)new ClockStep(minutes))));

    private Gen<RunStep> RunSteps() =>
        from mode in Perhaps(Modes)
        from priority in Perhaps(Priorities)
        from picks in Seldom
        from pick in Picks()
        from all in Seldom
        from inTrouble in Seldom
        from trouble in Troubles()
        select new RunStep(mode, priority, picks ? pick : null, all, inTrouble ? trouble : null);

    private Gen<Trouble> Troubles() =>
        from side in Sides
        from kind in Gen.Choose(0, 2)
        from which in Gen.Choose(0, 3)
        from field in Gen.Elements<string>(_pool.Fields.Remove(Pools.Email))
        from value in Values(field)
        select new Trouble(side, kind == 0 ? which : null, kind == 1 ? which : null, kind == 2 ? new Meanwhile(which, field, value) : null);

    private static Gen<Pick> Picks() =>
        from crm in Perhaps(Gen.Choose(0, 3))
        from qb in Perhaps(Gen.Choose(0, 3))
        from email in Gen.Elements(null, "ann@x.com", "BOB@X.com", "cy@x.com")
        select new Pick(crm, qb, email);
}
