using System.Globalization;
using System.Runtime.CompilerServices;
using CrmQbSync.Files;
using CrmQbSync.Profiles;
using CrmQbSync.Running;
using CrmQbSync.State;

namespace CrmQbSync.Reporting;

/// <summary>Writes the sync status of a profile as a page. Reads nothing but the state.</summary>
internal sealed class StatusReport(SyncServices services, SyncProfile profile, ReportOptions options, IRunObserver observer)
{
    /// <summary>Writes the file.</summary>
    /// <exception cref="SyncException">OutputFailed, and what reading the state can give.</exception>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var file = new OutputFile(options.Path, "report");
        file.Check();
        if (OwnFiles().FirstOrDefault(own => FileIdentity.AreSame(own.Path, options.Path)) is { What: { } what })
            throw file.Failed($"it is {what} of the profile '{profile.Name}'", "Choose another path.");
        var state = await services.States.OpenReaderAsync(RunSession.LocationOf(profile), cancellationToken).ConfigureAwait(false);
        await using var scope = (state ?? (IAsyncDisposable)NoState.Instance).ConfigureAwait(false);
        var content = await ReadAsync(state, cancellationToken).ConfigureAwait(false);
        var page = new ReportPage(content, services.Clock.LocalTimeZone);
        await file.WriteAsync(
            writer => page.WriteAsync(writer, run => EntriesAsync(state!, run, cancellationToken)), cancellationToken).ConfigureAwait(false);
    }

    private async Task<ReportContent> ReadAsync(IStateReader? state, CancellationToken cancellationToken)
    {
        var most = options.Last ?? (options.Since is null ? ReportOptions.DefaultLast : null);
        var runs = new List<SyncRun>();
        var conflicts = new List<ContactConflict>();
        List<AmbiguousAddress> ambiguous = [];
        if (state is not null)
        {
            // One more than is shown tells whether there are more.
            var query = new RunQuery { Last = most is < int.MaxValue ? most + 1 : most, Since = options.Since };
            await foreach (var run in state.ReadRunsAsync(query, cancellationToken).ConfigureAwait(false))
                runs.Add(run);
            var queries = new StateQueries(services, profile);
            await foreach (var conflict in queries.GetConflictsAsync(cancellationToken).ConfigureAwait(false))
                conflicts.Add(conflict);
            ambiguous = await AmbiguousAddresses.ReadAsync(state, queries.Layout, profile.Qb.IncludeJobs, cancellationToken).ConfigureAwait(false);
        }
        var isCut = runs.Count > most;
        if (isCut)
            runs.RemoveAt(runs.Count - 1);
        var ends = isCut ? await StateQueries.OldestAndNewestAsync(state!, cancellationToken).ConfigureAwait(false) : null;
        return new ReportContent
        {
            Profile = profile,
            MadeAt = services.Clock.GetUtcNow(),
            Runs = runs,
            Extent = ends is { Oldest: { } oldest } ? CutExtent(runs, runs[^1].SyncId - oldest.SyncId) : Extent(runs.Count),
            Conflicts = conflicts,
            Ambiguous = ambiguous,
        };
    }

    private string Extent(int count)
    {
        var since = options.Since is { } time ? $" since {Text(time)}" : "";
        return $"All {Number(count)} {(count == 1 ? "run" : "runs")}{since}.";
    }

    /// <summary>What the page leaves out, so that nobody takes it for the whole.</summary>
    private string CutExtent(List<SyncRun> runs, long left) =>
        $"The newest {Number(runs.Count)} {(runs.Count == 1 ? "run" : "runs")}, since {Text(runs[^1].StartedAt)}. "
        + $"{Number(left)} older {(left == 1 ? "one is" : "ones are")} left out: -Last and -Since of Export-ContactSyncReport show more.";

    private string Text(DateTimeOffset time) => ReportTime.Text(time, services.Clock.LocalTimeZone);

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private async IAsyncEnumerable<SyncEntry> EntriesAsync(IStateReader state, SyncRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var done = 0L;
        await foreach (var entry in state.ReadEntriesAsync(new EntryQuery { SyncId = run.SyncId }, cancellationToken).ConfigureAwait(false))
        {
            if (++done % 1000 == 0)
                observer.Progress($"Writing run {run.SyncId}", done, null);
            yield return entry;
        }
    }

    /// <summary>The files that a report must never take the place of.</summary>
    private IEnumerable<(string Path, string What)> OwnFiles()
    {
        yield return (profile.Path, "the file");
        yield return (profile.StateFile, "the state");
        yield return (profile.StateFile + "-wal", "the state");
        yield return (profile.StateFile + "-shm", "the state");
        foreach (var side in new[] { Side.Crm, Side.Qb })
        {
            if (profile.SettingsOf(side) is CsvSettings csv)
                yield return (csv.File, "a source");
        }
    }
}
