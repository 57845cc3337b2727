using CrmQbSync.Connections;

namespace CrmQbSync.Tests.Laws;

/// <summary>Section 2: values that agree are never rewritten, so that formatting alone causes no write.</summary>
public sealed class NeverRewrittenLaw
{
    [Fact]
    public void No_value_is_written_over_one_that_agrees_with_it() => Law.HoldsForRuns(Rewritten);

    private static IEnumerable<string> Rewritten(RunObservation run) => run.IsUndo
        ? []
        : from write in run.Writes
          where write.Kind == WriteKind.Update
          from value in write.Values
          where value.Old is not null && Agreement.Normal(value.Field, value.Old, run.Policy.Region) == Agreement.Normal(value.Field, value.New, run.Policy.Region)
          select $"{value.Field} was rewritten: '{Pools.Show(value.Old)}' → '{Pools.Show(value.New)}' of {write.Id}";
}
