using System.Globalization;
using CrmQbSync.Contacts;
using CrmQbSync.State;
using CrmQbSync.State.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace CrmQbSync.Tests.State;

/// <summary>A folder of its own for every test, a clock that it can set, and short ways to make things.</summary>
public abstract class StateTest : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _opened = [];

    protected StateTest()
    {
        Location = new StateLocation("Sqlite", Path.Combine(Folder.FullName, "acme.state.db"), Path.Combine(Folder.FullName, "acme.yaml"));
        Factory = new SqliteStateStoreFactory(Clock);
    }

    protected static CancellationToken None => CancellationToken.None;

    protected DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("crmqbsync-state-");

    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    protected StateLocation Location { get; }

    protected SqliteStateStoreFactory Factory { get; }

    protected static FieldLayout Canonical { get; } = LayoutOf(FieldSet.Canonical.Fields.Select(field => (field.Name, $"{field.Name}={field.Name}")));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var opened in Enumerable.Reverse(_opened))
            await opened.DisposeAsync();
        Folder.Delete(recursive: true);
    }

    protected static FieldLayout LayoutOf(IEnumerable<(string Name, string Mapping)> fields)
    {
        var list = fields.ToList();
        var set = new FieldSet(list.Select(field => ContactField.Custom(field.Name, FieldKind.Text)));
        return new FieldLayout(set, [.. set.Fields.Select(field => list.Single(given => given.Name == field.Name).Mapping)]);
    }

    protected async Task<IStateStore> OpenAsync(SqliteStateStoreFactory? factory = null)
    {
        var store = await (factory ?? Factory).OpenAsync(Location, None);
        _opened.Add(store);
        return store;
    }

    protected async Task<IStateReader> OpenReaderAsync()
    {
        var reader = await Factory.OpenReaderAsync(Location, None);
        Assert.NotNull(reader);
        _opened.Add(reader);
        return reader;
    }

    /// <summary>A store that has the lock and began a run.</summary>
    protected async Task<(IStateStore Store, SyncRun Run)> BeginAsync(int keepDays = 365)
    {
        var store = await OpenAsync();
        await store.AcquireLockAsync(None);
        return (store, await store.BeginRunAsync(new SyncRun { StartedAt = Clock.GetUtcNow() }, keepDays, None));
    }

    /// <summary>A state with some links and entries, closed again.</summary>
    protected async Task FillAsync(int links)
    {
        var (store, run) = await BeginAsync();
        var changes = new StateChanges { Layout = Canonical, Run = run with { Status = RunStatus.Succeeded } };
        for (var number = 1; number <= links; number++)
        {
            changes.Links.Add(LinkOf(number));
            changes.Entries.Add(new SyncEntry { SyncId = run.SyncId, Action = ChangeAction.Link, Email = LinkOf(number).CrmKey });
        }
        await store.CommitAsync(changes, None);
        await store.DisposeAsync();
    }

    protected static LinkMemory LinkOf(int number)
    {
        var name = number.ToString(CultureInfo.InvariantCulture);
        var values = ValuesOf(Canonical, ("Email", $"person{name}@example.com"), ("LastName", $"Last {name}"));
        return new LinkMemory
        {
            CrmId = $"c{name}",
            QbId = $"q{name}",
            CrmKey = $"person{name}@example.com",
            QbKey = $"person{name}@example.com",
            CrmBase = values,
            QbBase = values,
            HasBase = 0b1011,
            LinkedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            LastSyncId = 1,
        };
    }

    protected static PackedValues ValuesOf(FieldLayout layout, params (string Field, string Value)[] values)
    {
        var all = new string?[layout.Fields.Count];
        foreach (var (field, value) in values)
            all[layout.Fields.IndexOf(field)] = value;
        return PackedValues.Pack(all);
    }

    protected static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> stream)
    {
        var list = new List<T>();
        await foreach (var item in stream)
            list.Add(item);
        return list;
    }

    protected static async Task<List<LinkMemory>> LinksAsync(IStateReader reader, LinkQuery? query = null) =>
        await ListAsync(reader.ReadLinksAsync(query ?? LinkQuery.All, Canonical, None));

    protected static async Task<List<SyncRun>> RunsAsync(IStateReader reader, RunQuery? query = null) =>
        await ListAsync(reader.ReadRunsAsync(query ?? new RunQuery(), None));

    protected static Task StoreAsync(IStateStore store, params LinkMemory[] links)
    {
        var changes = new StateChanges { Layout = Canonical };
        changes.Links.AddRange(links);
        return store.CommitAsync(changes, None);
    }

    protected static async Task<SyncException> FailsAsync(SyncErrorId id, Func<Task> work)
    {
        var exception = await Assert.ThrowsAsync<SyncException>(work);
        Assert.Equal(id, exception.Id);
        Assert.NotEmpty(exception.Advice);
        return exception;
    }

    /// <summary>The names of the files in the folder.</summary>
    protected string[] Files() => [.. Folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal)];
}
