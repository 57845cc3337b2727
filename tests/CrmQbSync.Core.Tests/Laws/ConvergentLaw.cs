using CrmQbSync.Connections;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Laws;

/// <summary>Law 2. What may stay different is judged by what people did, not by what the engine remembers of it.</summary>
public sealed class ConvergentLaw
{
    [Fact]
    public void After_a_Synchronize_run_every_pair_agrees_but_where_the_rules_say_why_not() => Law.HoldsForRuns(Differing);

    [Fact]
    public void After_a_one_way_run_every_value_of_the_source_is_on_the_destination() => Law.HoldsForRuns(NotCarriedOver);

    /// <summary>What differs after a Synchronize run without a reason.</summary>
    internal static IEnumerable<string> Differing(RunObservation run) =>
        from pair in PairsInQuestion(run, SyncMode.Synchronize)
        from field in run.Policy.Mapped
        where run.Policy.Of(field).Direction == FieldDirection.Both
        let crm = pair.Crm[field]
        let qb = pair.Qb[field]
        where !Agree(run, field, pair.Crm, pair.Qb) && !MayDiffer(run, pair.Crm, pair.Qb, field)
        select $"{field} differs: '{crm}' of {pair.Crm}, '{qb}' of {pair.Qb}";

    /// <summary>What a one-way run left behind.</summary>
    internal static IEnumerable<string> NotCarriedOver(RunObservation run) =>
        from mode in new[] { SyncMode.Import, SyncMode.Export }
        from pair in PairsInQuestion(run, mode)
        from field in run.Policy.Mapped
        where run.Policy.Of(field).Direction is var direction
            && (direction == FieldDirection.Both || direction == (mode == SyncMode.Import ? FieldDirection.QbToCrm : FieldDirection.CrmToQb))
        let source = mode == SyncMode.Import ? pair.Qb[field] : pair.Crm[field]
        where !Agreement.IsBlank(source)
            && !Agree(run, field, pair.Crm, pair.Qb)
            && Agreement.Fits(field, source, mode == SyncMode.Import ? Side.Crm : Side.Qb, run.StoreOf(pair.Crm, pair.Qb))
            && !(mode == SyncMode.Export && IsMadeUp(run, pair.Crm, field))
        select $"{field}='{source}' was not carried over: {pair.Crm}, {pair.Qb}";

    /// <summary>What agreed in one country and does not in another was changed by nobody: it is left alone (rule 5.4).</summary>
    private static bool Agree(RunObservation run, string field, MemoryRecord crm, MemoryRecord qb) =>
        run.Regions.Any(region => Agreement.Holds(field, crm[field], qb[field], region, run.StoreOf(crm, qb)));

    /// <summary>The linked pairs that the run had to make agree.</summary>
    private static IEnumerable<(MemoryRecord Crm, MemoryRecord Qb)> PairsInQuestion(RunObservation run, SyncMode mode)
    {
        // What is edited while a run is under way takes effect in the next one (rule 8.1).
        if (run.SomethingWasUndone || run.WasEditedMeanwhile || run.Mode != mode || run.Options!.Selection is not null)
            return [];
        return from link in run.Links
               let crm = run.After.Crm[link.CrmId!]
               let qb = run.After.Qb[link.QbId!]
               where !crm.Deleted && !qb.Deleted && TakesPart(run, crm, qb) && Passes(run, crm, qb)
               where !run.IsNamed(EntryStatus.Failed, Side.Crm, crm.Id) && !run.IsNamed(EntryStatus.Failed, Side.Qb, qb.Id)
               select (crm, qb);
    }

    private static bool TakesPart(RunObservation run, MemoryRecord crm, MemoryRecord qb) =>
        Agreement.IsAddress(crm[Pools.Email]) && Agreement.IsAddress(qb[Pools.Email]) && (!qb.IsJob || run.Policy.IncludeJobs);

    /// <summary>Whether the pair passed the filter when it was read.</summary>
    private static bool Passes(RunObservation run, MemoryRecord crm, MemoryRecord qb)
    {
        bool Passed(Side side, string id) => Agreement.Normal(Pools.City, run.Before[side].Find(id)?[Pools.City]) == run.Policy.FilteredCity;
        return run.Policy.FilteredCity is null || run.Mode switch
        {
            SyncMode.Import => Passed(Side.Qb, qb.Id),
            SyncMode.Export => Passed(Side.Crm, crm.Id),
            _ => Passed(Side.Crm, crm.Id) || Passed(Side.Qb, qb.Id),
        };
    }

    private static bool MayDiffer(RunObservation run, MemoryRecord crm, MemoryRecord qb, string field)
    {
        var isManual = (run.Policy.Of(field).Priority ?? run.Priority) == SyncPriority.Manual;
        var (crmBlank, qbBlank) = (Agreement.IsBlank(crm[field]), Agreement.IsBlank(qb[field]));
        if (!crmBlank && !qbBlank)
        {
            // A made-up last name gives way to any other, a value too long for the other side cannot get there.
            return isManual || !Agreement.Fits(field, crm[field]!, Side.Qb, run.StoreOf(crm, qb)) || !Agreement.Fits(field, qb[field]!, Side.Crm, run.StoreOf(crm, qb));
        }
        var (blank, full) = crmBlank ? (crm, Side.Qb) : (qb, Side.Crm);
        var value = crmBlank ? qb[field]! : crm[field]!;
        if (!Agreement.Fits(field, value, full == Side.Crm ? Side.Qb : Side.Crm, run.StoreOf(crm, qb)) || (qbBlank && IsMadeUp(run, crm, field)))
            return true;
        var wasCleared = run.After[full == Side.Crm ? Side.Qb : Side.Crm].WasOnceFilled(blank.Id, field);
        return run.Policy.Blanks switch
        {
            BlanksPolicy.Keep => true,
            BlanksPolicy.Fill => wasCleared,
            // What a system requires is never cleared; who wins between a clearing and a change may be for a person to say; and what was not carried
            // over under another policy is only carried over where that side has priority.
            _ => wasCleared && (isManual || run.BlanksWereEdited || field is Pools.Email or Pools.LastName),
        };
    }

    /// <summary>Whether the contact still has the last name that it got at its creation because the customer had none (rule 6.3).</summary>
    private static bool IsMadeUp(RunObservation run, MemoryRecord crm, string field) =>
        field == Pools.LastName
        && run.After.Crm.Log.Any(write => write.Kind == WriteKind.Create && write.Id == crm.Id && write.Values.Any(value => value.Field == field && value.New == crm[field]));
}
