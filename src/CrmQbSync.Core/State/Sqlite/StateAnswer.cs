namespace CrmQbSync.State.Sqlite;

/// <summary>Does work of SQLite, which is never waited for, where a task is asked for: the caller's thread does it.</summary>
internal static class StateAnswer
{
    /// <summary>Does the work, unless it was cancelled before; never in its middle. The gate keeps other threads out.</summary>
    public static Task<T> Give<T>(Func<T> work, object gate, StateFaults faults, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellationToken);
        try
        {
            lock (gate)
                return Task.FromResult(work());
        }
        catch (Exception exception)
        {
            return Task.FromException<T>(StateFaults.IsFault(exception) ? faults.Translate(exception) : exception);
        }
    }
}
