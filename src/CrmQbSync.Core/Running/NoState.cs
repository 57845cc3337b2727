namespace CrmQbSync.Running;

/// <summary>Stands for a state that does not exist yet.</summary>
internal sealed class NoState : IAsyncDisposable
{
    public static NoState Instance { get; } = new();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
