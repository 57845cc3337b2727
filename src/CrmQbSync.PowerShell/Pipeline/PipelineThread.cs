using System.Management.Automation;

namespace CrmQbSync.Pipeline;

/// <summary>
/// Carries what a cmdlet's asynchronous work has to say to the one thread on which PowerShell lets it be said. This is the only place where
/// a thread waits for another: PowerShell's for the work, and the work for an answer or for room.
/// </summary>
internal sealed class PipelineThread
{
    // So much output may wait for a slow pipeline before the work has to wait too.
    private const int Room = 512;

    // What is in flight when the user stops gets this long to settle and be recorded.
    private static readonly TimeSpan SettleTime = TimeSpan.FromMilliseconds(650);

    private readonly Queue<Action> _calls = new();
    private bool _workEnded;
    private bool _abandoned;

    /// <summary>Runs the work on another thread, and here all that it posts, until it ends.</summary>
    /// <exception cref="PipelineStoppedException">The user stopped the cmdlet.</exception>
    public static void Run(Func<PipelineThread, CancellationToken, Task> work, CancellationToken stop)
    {
        var pipeline = new PipelineThread();
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var token = abandon.Token;
        var worker = Task.Run(() => work(pipeline, token), CancellationToken.None);
        worker.ContinueWith(_ => pipeline.EndWork(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        using (stop.Register(pipeline.Wake))
        {
            try
            {
                while (pipeline.Next(stop) is { } call)
                    call();
            }
            catch
            {
                // The pipeline takes no more: Ctrl+C, Select-Object -First, an error under -ErrorAction Stop.
                pipeline.Abandon();
                abandon.Cancel();
                ((IAsyncResult)worker).AsyncWaitHandle.WaitOne(SettleTime);
                throw;
            }
        }
        worker.GetAwaiter().GetResult();
    }

    /// <summary>Lets PowerShell's thread make a call; waits only where much is queued already.</summary>
    /// <exception cref="OperationCanceledException">The pipeline takes no more.</exception>
    public void Post(Action call)
    {
        if (!TryPost(call))
            throw new OperationCanceledException("The pipeline was stopped.");
    }

    /// <summary>Like <see cref="Post"/>; false, and nothing done, where the pipeline takes no more.</summary>
    public bool TryPost(Action call)
    {
        lock (_calls)
        {
            while (_calls.Count >= Room && !_abandoned)
                Monitor.Wait(_calls);
            if (_abandoned)
                return false;
            _calls.Enqueue(call);
            Monitor.PulseAll(_calls);
            return true;
        }
    }

    /// <summary>Lets PowerShell's thread answer a question, and waits for the answer.</summary>
    /// <exception cref="OperationCanceledException">The pipeline takes no more.</exception>
    public T Ask<T>(Func<T> question)
    {
        var answered = false;
        T? answer = default;
        Post(() =>
        {
            var given = question();
            lock (_calls)
            {
                answer = given;
                answered = true;
                Monitor.PulseAll(_calls);
            }
        });
        lock (_calls)
        {
            while (!answered && !_abandoned)
                Monitor.Wait(_calls);
            if (!answered)
                ThrowIfAbandoned();
            return answer!;
        }
    }

    private Action? Next(CancellationToken stop)
    {
        lock (_calls)
        {
            while (_calls.Count == 0 && !_workEnded && !stop.IsCancellationRequested)
                Monitor.Wait(_calls);
            if (stop.IsCancellationRequested)
                throw new PipelineStoppedException();
            if (!_calls.TryDequeue(out var call))
                return null;
            Monitor.PulseAll(_calls);
            return call;
        }
    }

    private void EndWork()
    {
        lock (_calls)
        {
            _workEnded = true;
            Monitor.PulseAll(_calls);
        }
    }

    private void Abandon()
    {
        lock (_calls)
        {
            _abandoned = true;
            _calls.Clear();
            Monitor.PulseAll(_calls);
        }
    }

    private void Wake()
    {
        lock (_calls)
            Monitor.PulseAll(_calls);
    }

    private void ThrowIfAbandoned()
    {
        if (_abandoned)
            throw new OperationCanceledException("The pipeline was stopped.");
    }
}
