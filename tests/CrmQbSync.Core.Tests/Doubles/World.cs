using System.Globalization;
using CrmQbSync.Contacts;
using CrmQbSync.Running;
using CrmQbSync.State;
using Microsoft.Extensions.Time.Testing;

namespace CrmQbSync.Tests.Doubles;

/// <summary>Two services, a state and a clock, all in memory, and the engine between them.</summary>
internal sealed class World
{
    /// <summary>What the slowest run may take; more means that it waits for something that never comes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private int _tokens;

    public World(SyncProfile profile, SideShape? crm = null, SideShape? qb = null)
    {
        Profile = profile;
        Clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero));
        Crm = new MemorySide(Side.Crm, crm ?? SideShape.File, Clock);
        Qb = new MemorySide(Side.Qb, qb ?? SideShape.File, Clock);
        States = new MemoryStateStoreFactory(Clock, Guard);
    }

    private World(World other)
    {
        Profile = other.Profile;
        Clock = new FakeTimeProvider(other.Clock.GetUtcNow());
        Crm = other.Crm.Copy(Clock);
        Qb = other.Qb.Copy(Clock);
        States = other.States.Copy(Clock, Guard);
        _tokens = other._tokens;
    }

    public FakeTimeProvider Clock { get; }

    public ContractGuard Guard { get; } = new();

    public MemorySide Crm { get; }

    public MemorySide Qb { get; }

    public MemoryStateStoreFactory States { get; }

    public SyncProfile Profile { get; set; }

    public MemorySide this[Side side] => side == Side.Crm ? Crm : Qb;

    /// <summary>The state; null before the first run.</summary>
    public MemoryState? State => States[Profile.StatePath];

    /// <summary>A profile over the given fields, without safety stops.</summary>
    public static SyncProfile ProfileOf(params IEnumerable<FieldRule> rules) => new()
    {
        Name = "world",
        Path = "/memory/world.yaml",
        StatePath = "/memory/world.state.db",
        Crm = new MemorySettings(),
        Qb = new MemorySettings(),
        MaxDeletes = int.MaxValue,
        Rules = [.. rules],
    };

    /// <summary>The rule of a canonical field, or of a custom text field.</summary>
    public static FieldRule Rule(string field, FieldDirection direction = FieldDirection.Both, SyncPriority? priority = null) =>
        new(CanonicalFields.Find(field) ?? ContactField.Custom(field, FieldKind.Text), Direction: direction, Priority: priority);

    /// <summary>The same world, going its own way from now on.</summary>
    public World Copy() => new(this);

    /// <summary>Time passes.</summary>
    public void Wait(int minutes = 1) => Clock.Advance(TimeSpan.FromMinutes(minutes));

    public Intent? FindIntent(string token) => State?.Intents.FirstOrDefault(intent => intent.Token == token);

    /// <summary>A run.</summary>
    public Task<RunResult> RunAsync(RunOptions? options = null, SilentObserver? observer = null) =>
        Engine(null).RunAsync(Profile, options ?? new RunOptions(), observer ?? new SilentObserver(), CancellationToken.None).WaitAsync(Patience);

    /// <summary>A run that something happens to; null if it ended in an exception.</summary>
    public Task<RunResult?> RunAsync(RunOptions? options, FaultSwitch faults) =>
        SurviveAsync(faults, engine => engine.RunAsync(Profile, options ?? new RunOptions(), new SilentObserver(), faults.Stop));

    public Task<RunResult> UndoAsync(long syncId) =>
        Engine(null).UndoAsync(Profile, syncId, new SilentObserver(), CancellationToken.None).WaitAsync(Patience);

    /// <summary>An undo that something happens to; null if it ended in an exception.</summary>
    public Task<RunResult?> UndoAsync(long syncId, FaultSwitch faults) =>
        SurviveAsync(faults, engine => engine.UndoAsync(Profile, syncId, new SilentObserver(), faults.Stop));

    public Task<IReadOnlyList<ContactChange>> CompareAsync(RunOptions? options = null) =>
        ListAsync(Engine(null).CompareAsync(Profile, options ?? new RunOptions(), new SilentObserver(), CancellationToken.None));

    public Task<IReadOnlyList<ContactChange>> PreviewUndoAsync(long syncId) =>
        ListAsync(Engine(null).PreviewUndoAsync(Profile, syncId, new SilentObserver(), CancellationToken.None));

    public Task<IReadOnlyList<SyncRun>> HistoryAsync() =>
        ListAsync(Engine(null).GetHistoryAsync(Profile, new RunQuery(), CancellationToken.None));

    public Task<IReadOnlyList<SyncEntry>> EntriesAsync(long syncId) =>
        ListAsync(Engine(null).GetEntriesAsync(Profile, new EntryQuery { SyncId = syncId }, CancellationToken.None));

    public Task<IReadOnlyList<ContactLink>> LinksAsync() =>
        ListAsync(Engine(null).GetLinksAsync(Profile, null, CancellationToken.None));

    public Task<IReadOnlyList<ContactConflict>> ConflictsAsync() =>
        ListAsync(Engine(null).GetConflictsAsync(Profile, CancellationToken.None));

    public Task ForgetAsync(ContactLink link) => Engine(null).RemoveLinkAsync(Profile, link, CancellationToken.None);

    public Task ResolveAsync(ContactConflict conflict, Side? use, string? value) =>
        Engine(null).ResolveConflictAsync(Profile, conflict.CrmId!, conflict.QbId!, conflict.Field!, use, value, CancellationToken.None);

    /// <summary>Everything that stands on both sides, one line a record.</summary>
    public string Picture() => string.Join('\n', Crm.Records.Concat(Qb.Records));

    private ContactSync Engine(FaultSwitch? faults) => new ContactSync(new SyncServices
    {
        Clock = Clock,
        Connections = new MemoryConnectionFactory(this, faults),
        States = faults is null ? States : new FaultyStateStoreFactory(States, faults),
        NewToken = () => "t" + Interlocked.Increment(ref _tokens).ToString(CultureInfo.InvariantCulture),
    });

    private async Task<RunResult?> SurviveAsync(FaultSwitch faults, Func<IContactSync, Task<RunResult>> act)
    {
        try
        {
            return await act(Engine(faults)).WaitAsync(Patience);
        }
        catch (Exception error) when (faults.IsDead || (faults.HasStruck && error is SyncException or OperationCanceledException))
        {
            return null;
        }
        finally
        {
            if (faults.IsDead)
                States.NextProcess();
        }
    }

    private static async Task<IReadOnlyList<T>> ListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
            list.Add(item);
        return list;
    }
}
