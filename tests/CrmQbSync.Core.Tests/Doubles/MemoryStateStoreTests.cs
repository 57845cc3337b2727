using CrmQbSync.Contacts;
using CrmQbSync.State;
using Microsoft.Extensions.Time.Testing;

namespace CrmQbSync.Tests.Doubles;

/// <summary>The state in memory has to be as good as a real one, or what is tried with it proves nothing.</summary>
public sealed class MemoryStateStoreTests
{
    private static readonly StateLocation Place = new("Memory", "/memory/state", "/memory/profile.yaml");
    private readonly ContractGuard _guard = new();
    private readonly MemoryStateStoreFactory _states;

    public MemoryStateStoreTests() => _states = new MemoryStateStoreFactory(new FakeTimeProvider(), _guard);

    [Fact]
    public async Task Reading_creates_nothing() => Assert.Null(await _states.OpenReaderAsync(Place, CancellationToken.None));

    [Fact]
    public async Task A_field_mapped_to_something_else_has_no_base_any_more()
    {
        await using var store = await _states.OpenAsync(Place, CancellationToken.None);
        await using var held = await store.AcquireLockAsync(CancellationToken.None);
        var before = Layout(("Email", "1"), ("Notes", "1"), ("Company", "1"));
        var changes = new StateChanges { Layout = before };
        var values = PackedValues.Pack(["ann@x.com", "a", "Acme"]);
        changes.Links.Add(new LinkMemory { CrmId = "c", QbId = "q", CrmKey = "ann@x.com", QbKey = "ann@x.com", CrmBase = values, QbBase = values, HasBase = 0b111 });
        await store.CommitAsync(changes, CancellationToken.None);

        var after = Layout(("Email", "1"), ("Company", "1"), ("Notes", "2"));
        await foreach (var link in store.ReadLinksAsync(LinkQuery.All, after, CancellationToken.None))
        {
            Assert.Equal(0b011UL, link.HasBase);
            Assert.Equal(new string?[] { "ann@x.com", "Acme", null }, link.CrmBase.Unpack(3));
            Assert.True(link.CrmSeen.IsDefault);
        }
        Assert.Empty(_guard.Breaches);
    }

    [Fact]
    public async Task What_a_dead_process_left_running_is_interrupted_and_its_lock_is_free()
    {
        var store = await _states.OpenAsync(Place, CancellationToken.None);
        await store.AcquireLockAsync(CancellationToken.None);
        var run = await store.BeginRunAsync(new SyncRun { StartedAt = DateTimeOffset.UnixEpoch }, 365, CancellationToken.None);
        Assert.Equal((1, RunStatus.Running), (run.SyncId, run.Status));
        _states.NextProcess();

        await using var next = await _states.OpenAsync(Place, CancellationToken.None);
        Assert.Null(await next.ReadLockAsync(CancellationToken.None));
        await foreach (var old in next.ReadRunsAsync(new RunQuery(), CancellationToken.None))
            Assert.Equal(RunStatus.Interrupted, old.Status);
        await using var held = await next.AcquireLockAsync(CancellationToken.None);
        Assert.Equal(2, (await next.BeginRunAsync(new SyncRun { StartedAt = DateTimeOffset.UnixEpoch }, 365, CancellationToken.None)).SyncId);
    }

    [Fact]
    public async Task Writing_without_the_lock_is_noticed()
    {
        await using var store = await _states.OpenAsync(Place, CancellationToken.None);
        await store.CommitAsync(new StateChanges(), CancellationToken.None);
        Assert.Single(_guard.Breaches);
    }

    private static FieldLayout Layout(params (string Name, string Mapping)[] fields) =>
        new(new FieldSet(fields.Select(field => World.Rule(field.Name).Field)), [.. fields.Select(field => field.Mapping)]);
}
