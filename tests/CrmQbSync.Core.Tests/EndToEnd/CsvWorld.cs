using System.Globalization;
using CrmQbSync.Connections;
using CrmQbSync.Profiles;
using CrmQbSync.Running;
using CrmQbSync.State;
using CrmQbSync.State.Sqlite;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Laws;
using Microsoft.Extensions.Time.Testing;

namespace CrmQbSync.Tests.EndToEnd;

/// <summary>Two real files, a real state and the engine between them, in a folder of their own; only the clock is not real.</summary>
internal sealed class CsvWorld : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly MachineIdentity Here = MachineIdentity.Read();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crmqbsync-endtoend-");
    private int _made;

    public CsvWorld(SyncProfile profile, CsvShape crm, CsvShape qb)
    {
        Profile = profile;
        (CrmShape, QbShape) = (crm, qb);
        Clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero));
        foreach (var side in new[] { Side.Crm, Side.Qb })
        {
            var shape = ShapeOf(side);
            string[] headers = [.. shape.Ids == CsvIds.None ? Array.Empty<string>() : [CsvSheet.Id], .. Pools.Fields, CsvSheet.Own];
            Save(side, new CsvSheet(shape, headers, []));
        }
    }

    private CsvWorld(CsvWorld other)
    {
        Profile = other.Profile;
        (CrmShape, QbShape) = (other.CrmShape, other.QbShape);
        Clock = new FakeTimeProvider(other.Clock.GetUtcNow());
        _made = other._made;
        foreach (var file in other._folder.GetFiles())
            file.CopyTo(Path.Combine(_folder.FullName, file.Name));
    }

    public CsvShape CrmShape { get; }

    public CsvShape QbShape { get; }

    public FakeTimeProvider Clock { get; set; }

    public SyncProfile Profile
    {
        get;
        set => field = value with
        {
            Path = Path.Combine(_folder.FullName, "acme.yaml"),
            StatePath = Path.Combine(_folder.FullName, "acme.state.db"),
            Crm = new CsvSettings { Path = PathOf(Side.Crm) },
            Qb = new CsvSettings { Path = PathOf(Side.Qb) },
        };
    }

    /// <summary>The names of all files there.</summary>
    public IEnumerable<string> Files => _folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal);

    public CsvWorld Copy() => new(this);

    public string PathOf(Side side) => Path.Combine(_folder.FullName, side == Side.Crm ? "crm.csv" : "qb.csv");

    public byte[] Bytes(Side side) => File.ReadAllBytes(PathOf(side));

    public CsvSheet Load(Side side) => CsvSheet.Parse(ShapeOf(side), File.ReadAllText(PathOf(side)));

    public void Save(Side side, CsvSheet sheet) => File.WriteAllText(PathOf(side), sheet.ToString(), ShapeOf(side).Encoding);

    /// <summary>A person changes a file.</summary>
    public void Edit(Side side, Action<CsvSheet> edit)
    {
        var sheet = Load(side);
        edit(sheet);
        Save(side, sheet);
    }

    /// <summary>A person adds a row.</summary>
    public void Add(Side side, params IEnumerable<(string Field, string? Value)> values) => Edit(side, sheet =>
    {
        var row = Enumerable.Repeat("", sheet.Headers.Count).ToArray();
        foreach (var (field, value) in values)
            sheet.Set(row, field, value);
        var number = ++_made;
        sheet.Set(row, CsvSheet.Own, $"\"row\" {number}, {side}");
        // Far apart: ids between are the engine's.
        if (ShapeOf(side).Ids == CsvIds.Given)
            sheet.Set(row, CsvSheet.Id, (number * 1000).ToString(CultureInfo.InvariantCulture));
        sheet.Rows.Add(row);
    });

    public Task<RunResult> RunAsync(RunOptions? options = null) =>
        Engine(null, new SqliteStateStoreFactory(Clock))
            .RunAsync(Profile, options ?? new RunOptions(), new SilentObserver(), CancellationToken.None).WaitAsync(Patience);

    /// <summary>
    /// A run that something happens to. Gives the world as it stands then; after a kill, as its files lay on the disk at that moment, the
    /// lock of a dead process in them.
    /// </summary>
    public async Task<CsvWorld> RunAsync(FaultSwitch faults)
    {
        var states = new KilledStates(new SqliteStateStoreFactory(Clock, Here with { ProcessMark = "of a process that is dead" }));
        await using var scope = states.ConfigureAwait(false);
        try
        {
            await Engine(faults, new FaultyStateStoreFactory(states, faults))
                .RunAsync(Profile, new RunOptions(), new SilentObserver(), faults.Stop).WaitAsync(Patience);
        }
        catch (Exception error) when (faults.IsDead || (faults.HasStruck && error is SyncException or OperationCanceledException))
        {
            // What it was is of no interest: the next run is.
        }
        return Copy();
    }

    public Task<RunResult> UndoAsync(long syncId) => Reader.UndoAsync(Profile, syncId, new SilentObserver(), CancellationToken.None).WaitAsync(Patience);

    public Task<List<SyncRun>> HistoryAsync() => ListAsync(Reader.GetHistoryAsync(Profile, new RunQuery(), CancellationToken.None));

    public Task<List<SyncEntry>> EntriesAsync(long syncId) =>
        ListAsync(Reader.GetEntriesAsync(Profile, new EntryQuery { SyncId = syncId }, CancellationToken.None));

    public Task<List<ContactLink>> LinksAsync() => ListAsync(Reader.GetLinksAsync(Profile, null, CancellationToken.None));

    public async Task<IReadOnlyList<Intent>> IntentsAsync()
    {
        var reader = await new SqliteStateStoreFactory(Clock).OpenReaderAsync(RunSession.LocationOf(Profile), CancellationToken.None);
        await using var scope = reader!.ConfigureAwait(false);
        return await reader!.ReadIntentsAsync(CancellationToken.None);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private ContactSync Reader => Engine(null, new SqliteStateStoreFactory(Clock));

    private CsvShape ShapeOf(Side side) => side == Side.Crm ? CrmShape : QbShape;

    private ContactSync Engine(FaultSwitch? faults, IStateStoreFactory states) => new(new SyncServices
    {
        Clock = Clock,
        Connections = new CsvConnections(Clock, faults),
        States = states,
        NewToken = () => Guid.NewGuid().ToString("N"),
    });

    private static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
            list.Add(item);
        return list;
    }
}
