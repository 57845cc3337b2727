using System.Collections.Concurrent;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>Notes what a host tells.</summary>
internal sealed class SilentWatcher : IWebConnectorWatcher
{
    public TaskCompletionSource<Uri> Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentQueue<RunResult> Results { get; } = new();

    public ConcurrentQueue<SyncException> Failures { get; } = new();

    public void Serving(string profile, Uri address) => Started.TrySetResult(address);

    public IRunObserver Observe(SyncProfile profile) => new SilentObserver();

    public Task RanAsync(IContactSync sync, SyncProfile profile, RunResult result, CancellationToken cancellationToken)
    {
        Results.Enqueue(result);
        return Task.CompletedTask;
    }

    public void Failed(SyncProfile profile, SyncException error) => Failures.Enqueue(error);
}
