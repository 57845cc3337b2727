using System.Text.RegularExpressions;
using CrmQbSync.Profiles;
using CrmQbSync.Reporting;
using CrmQbSync.Running;
using CrmQbSync.State;
using CrmQbSync.State.Sqlite;
using CrmQbSync.Tests.Doubles;
using Microsoft.Extensions.Time.Testing;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Tests.Reporting;

/// <summary>A profile with a state in a folder of its own, runs put into it, and reports made of it.</summary>
internal sealed partial class ReportFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crmqbsync-report-");
    private readonly SqliteStateStoreFactory _states;

    public ReportFolder(string name = "acme")
    {
        File.WriteAllText(PathOf($"{name}.yaml"), "crm: { type: Csv, path: crm.csv }\nqb: { type: Csv, path: qb.csv }\n");
        Profile = new ProfileStore().Read(PathOf($"{name}.yaml"));
        _states = new SqliteStateStoreFactory(Clock);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public SyncProfile Profile { get; }

    public string Page => PathOf("status.html");

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public string[] Files() => [.. _folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal)];

    public Task<IStateStore> OpenAsync() => _states.OpenAsync(RunSession.LocationOf(Profile), CancellationToken.None);

    /// <summary>A run that ended, an hour after the one before.</summary>
    public async Task<SyncRun> AddRunAsync(Func<SyncRun, SyncRun>? end = null, params SyncEntry[] entries)
    {
        await using var store = await OpenAsync();
        await using var held = await store.AcquireLockAsync(CancellationToken.None);
        var run = await store.BeginRunAsync(new SyncRun { StartedAt = Clock.GetUtcNow() }, 365, CancellationToken.None);
        var ended = run with { Status = RunStatus.Succeeded, FinishedAt = Clock.GetUtcNow(), Duration = TimeSpan.FromSeconds(5) };
        var changes = new StateChanges { Run = end is null ? ended : end(ended) };
        changes.Entries.AddRange(entries.Select(entry => WithRun(entry, run.SyncId, Clock.GetUtcNow())));
        await store.CommitAsync(changes, CancellationToken.None);
        Clock.Advance(TimeSpan.FromHours(1));
        return changes.Run;
    }

    /// <summary>Makes the report and gives its text.</summary>
    public async Task<string> WriteAsync(int? last = null, DateTimeOffset? since = null, string? path = null, CancellationToken cancellationToken = default)
    {
        path ??= Page;
        await Sync().ExportReportAsync(
            Profile, new ReportOptions { Path = path, Last = last, Since = since }, new SilentObserver(), cancellationToken);
        return await File.ReadAllTextAsync(path, CancellationToken.None);
    }

    public ContactSync Sync() => new(new SyncServices
    {
        Clock = Clock,
        Connections = new NoConnections(),
        States = _states,
        NewToken = () => Guid.NewGuid().ToString("N"),
    });

    /// <summary>The Sync IDs that a page shows, in its order.</summary>
    public static long[] RunsOf(string page) =>
        [.. RunLink().Matches(page).Select(match => long.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>The entries of a run as a page holds them.</summary>
    public static JArray EntriesOf(string page, long syncId)
    {
        var start = page.IndexOf($"id=\"data-{syncId}\">", StringComparison.Ordinal);
        Assert.True(start > 0, $"no entries of run {syncId}");
        start = page.IndexOf('>', start) + 1;
        return JArray.Parse(page[start..page.IndexOf("</script>", start, StringComparison.Ordinal)]);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static SyncEntry WithRun(SyncEntry entry, long syncId, DateTimeOffset time) => new()
    {
        SyncId = syncId, Time = time, Action = entry.Action, Target = entry.Target, Status = entry.Status, Email = entry.Email, Name = entry.Name,
        CrmId = entry.CrmId, QbId = entry.QbId, Reason = entry.Reason, ErrorCode = entry.ErrorCode, Message = entry.Message, Warning = entry.Warning,
        Fields = entry.Fields,
    };

    [GeneratedRegex("<th scope=\"row\"><a href=\"#run-([0-9]+)\"")]
    private static partial Regex RunLink();

    /// <summary>A report is made without connecting to anything.</summary>
    private sealed class NoConnections : IConnectionFactory
    {
        public CrmQbSync.Connections.IConnection Create(SyncProfile profile, Side side) => throw new InvalidOperationException("A report connects to nothing.");
    }
}
