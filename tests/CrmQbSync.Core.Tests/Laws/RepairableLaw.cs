using CrmQbSync.Connections;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Laws;

/// <summary>Rules 8.3 and 6.5: a record that fails does not stop the others, and once its cause is gone the next run does what was left.</summary>
public sealed class RepairableLaw
{
    [Theory]
    [InlineData(WriteStatus.Failed, false)]
    [InlineData(WriteStatus.Unknown, false)]
    [InlineData(WriteStatus.Unknown, true)]
    [InlineData(WriteStatus.Stale, false)]
    public void What_failed_is_done_by_the_next_run_as_if_it_had_not_failed(WriteStatus status, bool isDone) => Law.Holds(async scenario =>
    {
        var play = await ScenarioPlay.PlayAsync(scenario);
        if (play.Runs.LastOrDefault(run => !run.IsUndo) is not { } run || IsUndecided(run))
            return;
        var whole = run.Before.Copy();
        await whole.RunAsync(run.Options);

        var broken = run.Before.Copy();
        Fail(broken.Crm, scenario.Choice, status, isDone);
        Fail(broken.Qb, scenario.Choice, status, isDone);
        var failed = (await broken.RunAsync(run.Options)).Run!;
        var second = (await broken.RunAsync(run.Options)).Run!;
        broken.Crm.Faults.Clear();
        broken.Qb.Faults.Clear();
        await broken.RunAsync(run.Options);
        await broken.RunAsync(run.Options);

        Law.DemandProper(broken);
        Law.Demand(failed.Status is RunStatus.Succeeded or RunStatus.CompletedWithErrors ? [] : [$"the run ended as {failed.Status}: {failed.Message}"]);
        Law.Demand(second.Status is RunStatus.Succeeded or RunStatus.CompletedWithErrors ? [] : [$"the second run ended as {second.Status}: {second.Message}"]);
        Law.Demand(EntryText.Difference("without", whole.Picture().Split('\n'), "after failures", broken.Picture().Split('\n')));
        Law.Demand(broken.State!.Intents.Select(intent => $"still in the journal: {intent.Action} {intent.Target} {intent.Key}"));
    }, share: 0.6);

    /// <summary>About every second record fails, chosen by its id or address, whatever the order of writes.</summary>
    private static void Fail(MemorySide side, int choice, WriteStatus status, bool isDone) => side.Faults.Add(new WriteFault
    {
        Matches = request => (request.Id is not null || status != WriteStatus.Stale) && Hash(request.Id ?? request.Fields.First(field => field.Field.Name == Pools.Email).Value!, choice) % 2 == 0,
        Status = status,
        IsDone = isDone,
    });

    private static int Hash(string text, int choice) => text.Aggregate(choice, (hash, letter) => ((hash * 31) + letter) & 0xFFFF);

    /// <summary>
    /// Where what is written decides what is to be written next: ambiguous addresses, the newer record, the field of the filter, what one
    /// record of a pair that did not fail has become.
    /// </summary>
    private static bool IsUndecided(RunObservation run) =>
        run.Entries.Any(entry => entry.Status is EntryStatus.Ambiguous or EntryStatus.Failed)
        || run.Priority == SyncPriority.Newest
        || run.Policy.Fields.Values.Any(field => field.Priority == SyncPriority.Newest)
        || (run.Policy.City is not null && run.Writes.Any(write => write.Values.Any(value => value.Field == Pools.City)));
}
