using System.Reflection;
using CrmQbSync.Contacts;
using CrmQbSync.Running;
using CrmQbSync.State;

namespace CrmQbSync.Tests.State;

public sealed class RunRecorderTests
{
    private static readonly FieldLayout s_layout = new(FieldSet.Canonical, [.. FieldSet.Canonical.Fields.Select(field => field.Name)]);

    private readonly IStateStore _store = DispatchProxy.Create<IStateStore, OnceFailingStore>();

    private List<StateChanges> Committed => ((OnceFailingStore)(object)_store).Committed;

    [Fact]
    public async Task After_a_failed_transaction_nobody_who_relies_on_one_goes_on()
    {
        using var recorder = new RunRecorder(_store, s_layout, new SyncRun { SyncId = 7 });
        // Two writers journal; the first takes both intents out, and fails.
        recorder.Add(changes => changes.Intents.Add(IntentOf("one")));
        recorder.Add(changes => changes.Intents.Add(IntentOf("two")));
        await Assert.ThrowsAsync<SyncException>(() => recorder.CommitAsync(CancellationToken.None));
        await Assert.ThrowsAsync<SyncException>(() => recorder.CommitAsync(CancellationToken.None));
        Assert.Empty(Committed);

        recorder.AddEntry(EntryOf(1));
        await recorder.CommitRestAsync();
        Assert.Equal("p1", Assert.Single(Assert.Single(Committed).Entries).CrmId);
    }

    [Fact]
    public async Task A_commit_beside_the_work_that_fails_is_told_at_the_next()
    {
        using var recorder = new RunRecorder(_store, s_layout, new SyncRun { SyncId = 7 });
        AddMany(recorder);
        await recorder.CommitIfManyAsync();
        recorder.Add(changes => changes.Intents.Add(IntentOf("one")));
        await Assert.ThrowsAsync<SyncException>(async () =>
        {
            // Whichever of the two comes first has all of it.
            await recorder.CommitAsync(CancellationToken.None);
            await recorder.CommitAsync(CancellationToken.None);
        });
        await recorder.CommitRestAsync();
    }

    [Fact]
    public async Task Many_are_committed_beside_the_work_and_each_once()
    {
        using var recorder = new RunRecorder(_store, s_layout, new SyncRun { SyncId = 7 });
        ((OnceFailingStore)(object)_store).HasFailed = true;
        for (var block = 0; block < 5; block++)
        {
            AddMany(recorder);
            await recorder.CommitIfManyAsync();
        }
        await recorder.CommitRestAsync();
        Assert.Equal(50_000, Committed.Sum(changes => changes.Entries.Count));
        Assert.Equal(50_000, Committed[^1].Run!.Linked);
    }

    [Fact]
    public async Task Who_records_faster_than_the_state_stores_waits()
    {
        using var recorder = new RunRecorder(_store, s_layout, new SyncRun { SyncId = 7 });
        var store = (OnceFailingStore)(object)_store;
        store.HasFailed = true;
        store.Held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        AddMany(recorder);
        await recorder.CommitIfManyAsync();
        await store.Begun.Task;

        // One transaction is under way: two more may gather, and no third.
        for (var block = 0; block < 2; block++)
        {
            AddMany(recorder);
            Assert.True(recorder.CommitIfManyAsync().AsTask().IsCompletedSuccessfully);
        }
        AddMany(recorder);
        var waiting = recorder.CommitIfManyAsync().AsTask();
        Assert.False(waiting.IsCompleted);

        store.Held.SetResult();
        await waiting;
        await recorder.CommitRestAsync();
        Assert.Equal([10_000, 30_000], Committed.Select(changes => changes.Entries.Count));
    }

    private static void AddMany(RunRecorder recorder)
    {
        var part = new StateChanges { Layout = s_layout };
        part.Entries.AddRange(Enumerable.Range(0, 10_000).Select(EntryOf));
        recorder.Add(recorder.Prepare(part));
    }

    private static SyncEntry EntryOf(int number) => new() { SyncId = 7, Action = ChangeAction.Link, CrmId = $"p{number}" };

    private static Intent IntentOf(string token) => new() { Token = token, SyncId = 7, Target = Side.Crm, Action = ChangeAction.Update };

    /// <summary>A store whose first transaction fails, and none later.</summary>
    public class OnceFailingStore : DispatchProxy
    {
        public List<StateChanges> Committed { get; } = [];

        public bool HasFailed { get; set; }

        /// <summary>What a transaction waits for; null for nothing.</summary>
        public TaskCompletionSource? Held { get; set; }

        /// <summary>Done when the first transaction has begun.</summary>
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == nameof(IStateStore.Prepare))
                return null;
            Assert.Equal(nameof(IStateStore.CommitAsync), targetMethod.Name);
            if (!HasFailed)
            {
                HasFailed = true;
                return Task.FromException(new SyncException(SyncErrorId.StateFailed, "The disk is full.", "Make room."));
            }
            Committed.Add((StateChanges)args![0]!);
            Begun.TrySetResult();
            return Held?.Task ?? Task.CompletedTask;
        }
    }
}
