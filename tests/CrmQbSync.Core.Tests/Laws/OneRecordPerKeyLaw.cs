using CrmQbSync.Connections;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Laws;

/// <summary>Rule 6.5.</summary>
public sealed class OneRecordPerKeyLaw
{
    [Fact]
    public void No_record_is_created_for_a_key_that_has_one() => Law.HoldsForRuns(CreatedBeside);

    [Fact]
    public void No_run_creates_two_records_for_a_key() => Law.HoldsForRuns(CreatedTwice);

    [Fact]
    public void No_address_is_written_that_another_record_has() => Law.HoldsForRuns(WrittenTwice);

    /// <summary>Creations for a key that had a record.</summary>
    internal static IEnumerable<string> CreatedBeside(RunObservation run) => run.IsUndo
        ? []
        : from write in Creations(run)
          from record in run.Before[write.Side].Existing
          where KeyOf(record) == KeyOf(write) && (!record.IsJob || run.Policy.IncludeJobs)
          select $"{record} was there, and yet: {write}";

    /// <summary>Creations of one run for one key.</summary>
    internal static IEnumerable<string> CreatedTwice(RunObservation run) => run.IsUndo
        ? []
        : Creations(run).GroupBy(write => (write.Side, KeyOf(write))).Where(group => group.Count() > 1).Select(group => string.Join("; ", group));

    /// <summary>Addresses that two records have by a run's writes.</summary>
    internal static IEnumerable<string> WrittenTwice(RunObservation run) => run.IsUndo
        ? []
        : from write in run.Writes
          where write.Kind == WriteKind.Update && write.Values.Any(value => value.Field == Pools.Email)
          from record in run.After[write.Side].Existing
          where record.Id != write.Id && KeyOf(record) == KeyOf(write) && (!record.IsJob || run.Policy.IncludeJobs)
          select $"{record} has it too: {write}";

    private static IEnumerable<SideWrite> Creations(RunObservation run) => run.Writes.Where(write => write.Kind == WriteKind.Create);

    private static string? KeyOf(MemoryRecord record) => Agreement.Normal(Pools.Email, record[Pools.Email]);

    private static string? KeyOf(SideWrite write) => Agreement.Normal(Pools.Email, write.Values.First(value => value.Field == Pools.Email).New);
}
