namespace CrmQbSync.State.Sqlite;

/// <summary>
/// Rows as an asynchronous stream. SQLite answers from memory or disk at once, so nothing is ever awaited: a step costs one call.
/// </summary>
internal sealed class StateStream<T>(
    Func<IEnumerable<T>> read, object gate, StateFaults faults, CancellationToken cancellationToken) : IAsyncEnumerable<T>
{
    /// <inheritdoc/>
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken enumerationToken = default) =>
        new Enumerator(read, gate, faults, cancellationToken, enumerationToken);

    private sealed class Enumerator(
        Func<IEnumerable<T>> read, object gate, StateFaults faults, CancellationToken ofQuery, CancellationToken ofEnumeration) : IAsyncEnumerator<T>
    {
        private IEnumerator<T>? _rows;

        public T Current => _rows is null ? throw new InvalidOperationException("The stream has not begun.") : _rows.Current;

        public ValueTask<bool> MoveNextAsync()
        {
            if (ofQuery.IsCancellationRequested)
                return ValueTask.FromCanceled<bool>(ofQuery);
            if (ofEnumeration.IsCancellationRequested)
                return ValueTask.FromCanceled<bool>(ofEnumeration);
            try
            {
                lock (gate)
                {
                    _rows ??= read().GetEnumerator();
                    return new ValueTask<bool>(_rows.MoveNext());
                }
            }
            catch (Exception exception) when (StateFaults.IsFault(exception))
            {
                return ValueTask.FromException<bool>(faults.Translate(exception));
            }
        }

        public ValueTask DisposeAsync()
        {
            lock (gate)
                _rows?.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
