namespace CrmQbSync.Tests.Laws;

/// <summary>Law 5.</summary>
public sealed class OneWayLaw
{
    [Fact]
    public void A_one_way_run_writes_nothing_to_its_source() => Law.HoldsForRuns(AgainstTheMode);

    [Fact]
    public void A_field_that_may_not_flow_that_way_is_not_updated() => Law.HoldsForRuns(AgainstTheDirection);

    /// <summary>Writes to the source of a one-way run.</summary>
    internal static IEnumerable<string> AgainstTheMode(RunObservation run) => run.IsUndo
        ? []
        : run.Writes
            .Where(write => run.Mode == (write.Side == Side.Crm ? SyncMode.Export : SyncMode.Import))
            .Select(write => $"{run.Mode} wrote to its source: {write}");

    /// <summary>Updates of fields that may not flow that way.</summary>
    internal static IEnumerable<string> AgainstTheDirection(RunObservation run) => run.IsUndo
        ? []
        : from write in run.Writes
          where write.Kind == CrmQbSync.Connections.WriteKind.Update
          from value in write.Values
          where run.Policy.Of(value.Field).Direction is var direction
              && (direction == FieldDirection.None || direction == (write.Side == Side.Crm ? FieldDirection.CrmToQb : FieldDirection.QbToCrm))
          select $"{value.Field} may not flow: {write}";
}
