namespace CrmQbSync.Running;

/// <summary>Keeps an observer from being called by two threads at once.</summary>
internal sealed class SynchronizedObserver(IRunObserver inner) : IRunObserver
{
    private readonly object _gate = new();

    public void Progress(string activity, long done, long? total)
    {
        lock (_gate)
            inner.Progress(activity, done, total);
    }

    public void Warning(string message)
    {
        lock (_gate)
            inner.Warning(message);
    }

    public void Verbose(string message)
    {
        lock (_gate)
            inner.Verbose(message);
    }

    public bool Confirm(PlanFigures figures)
    {
        lock (_gate)
            return inner.Confirm(figures);
    }
}
