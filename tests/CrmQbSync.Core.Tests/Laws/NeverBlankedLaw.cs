using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Laws;

/// <summary>Law 3.</summary>
public sealed class NeverBlankedLaw
{
    [Fact]
    public void No_value_is_cleared_but_where_a_person_cleared_it_and_Clear_carries_that_over() => Law.HoldsForRuns(Cleared);

    /// <summary>What was cleared without anybody's wish.</summary>
    internal static IEnumerable<string> Cleared(RunObservation run) => run.IsUndo
        ? []
        : from write in run.Writes
          from value in write.Values
          where !Agreement.IsBlank(value.Old) && Agreement.IsBlank(value.New) && !IsDeliberate(run, write, value)
          select $"cleared: {write}";

    private static bool IsDeliberate(RunObservation run, SideWrite write, ValueWrite value)
    {
        if (IsDecided(run, write, value))
            return true;
        var link = run.Links.SingleOrDefault(link => (write.Side == Side.Crm ? link.CrmId : link.QbId) == write.Id);
        if (link is null || run.Policy.Blanks != BlanksPolicy.Clear)
            return false;
        var other = run.Before[write.Side == Side.Crm ? Side.Qb : Side.Crm];
        var id = write.Side == Side.Crm ? link.QbId! : link.CrmId!;
        return Agreement.IsBlank(other[id][value.Field]) && other.WasOnceFilled(id, value.Field);
    }

    /// <summary>Whether a person decided a conflict so.</summary>
    private static bool IsDecided(RunObservation run, SideWrite write, ValueWrite value) =>
        run.Before.State?.Links.Values.Any(stored => stored.Link.IdOn(write.Side) == write.Id
            && stored.Link.Conflicts.Any(conflict => conflict.Field == value.Field && conflict is { Decided: true, Decision: null })) ?? false;
}
