namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>Lets whoever waits for something look again whenever anything changed.</summary>
/// <param name="gate">What guards that which changes; held by whoever changes it.</param>
/// <param name="clock">The clock.</param>
internal sealed class ChangeSignal(object gate, TimeProvider clock)
{
    private TaskCompletionSource _changed = New();

    /// <summary>Something changed. Call under the gate.</summary>
    public void Raise()
    {
        var changed = _changed;
        _changed = New();
        changed.TrySetResult();
    }

    /// <summary>Waits for something to hold, at most so long. False if it does not hold by then.</summary>
    public async Task<bool> WaitAsync(Func<bool> holds, TimeSpan limit, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            Task changed;
            lock (gate)
            {
                if (holds())
                    return true;
                changed = _changed.Task;
            }
            var left = limit - clock.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
                return false;
            try
            {
                await changed.WaitAsync(left, clock, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // Looked at once more above: it may have come to hold at the last moment.
                continue;
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
