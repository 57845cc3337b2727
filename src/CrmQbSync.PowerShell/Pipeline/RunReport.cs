using CrmQbSync.Running;
using CrmQbSync.State;

namespace CrmQbSync.Pipeline;

/// <summary>
/// Tells how a run ended: first the run and its entries, then the errors of its records, so that no <c>-ErrorAction Stop</c> keeps a script
/// from the run; what kept the run from going on comes last.
/// </summary>
internal static class RunReport
{
    /// <summary>Writes it all.</summary>
    /// <exception cref="SyncException">The run could not go on.</exception>
    public static async Task WriteAsync(
        IContactSync sync, SyncProfile profile, RunResult result, bool withEntries, CmdletOutput output, CancellationToken cancellationToken)
    {
        if (result.Run is { } run)
        {
            output.Write(run);
            if (withEntries)
            {
                await foreach (var entry in Entries(null).ConfigureAwait(false))
                    output.Write(entry);
            }
            if (run.Failed > 0)
            {
                await foreach (var entry in Entries([EntryStatus.Failed]).ConfigureAwait(false))
                    output.Error(ErrorRecords.Of(entry));
            }
        }
        if (result.Error is not { } error)
            return;
        if (error.Id != SyncErrorId.SafetyThresholdExceeded)
            throw error;
        output.Error(ErrorRecords.Of(error, result.Run));

        IAsyncEnumerable<SyncEntry> Entries(IReadOnlyCollection<EntryStatus>? statuses) =>
            sync.GetEntriesAsync(profile, new EntryQuery { SyncId = result.Run!.SyncId, Statuses = statuses }, cancellationToken);
    }
}
