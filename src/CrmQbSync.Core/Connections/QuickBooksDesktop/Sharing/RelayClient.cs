namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>Another process that waits for a session here, or uses one.</summary>
internal sealed class RelayClient : IAsyncDisposable
{
    /// <summary>How long an answer to it is held.</summary>
    private static readonly TimeSpan s_holding = TimeSpan.FromSeconds(10);

    /// <summary>A process that does not ask for so long is dead, and its session ends.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly WebConnectorEndpoint _endpoint;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _gone = new();
    private readonly ITimer _watch;
    private readonly object _gate = new();
    private Task<WebConnectorSession>? _expecting;
    private Task<LineReply>? _sending;

    public RelayClient(WebConnectorEndpoint endpoint, TimeProvider clock)
    {
        (_endpoint, _clock) = (endpoint, clock);
        _watch = clock.CreateTimer(_ => GiveUp(), null, s_patience, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The facts of its session; null if there is none yet.</summary>
    public async Task<SessionFacts?> OpenAsync(CancellationToken cancellationToken)
    {
        Seen();
        Task<WebConnectorSession> expecting;
        lock (_gate)
            expecting = _expecting ??= _endpoint.ExpectAsync(_gone.Token);
        if (!await HoldAsync(expecting, cancellationToken).ConfigureAwait(false))
            return null;
        var session = await expecting.ConfigureAwait(false);
        return await session.OpenAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Hands over a document.</summary>
    public void Send(RelayedDocument document)
    {
        Seen();
        lock (_gate)
            _sending = Session.SendAsync(document.Document, document.Percent, null, _gone.Token);
    }

    /// <summary>What QuickBooks said; null if nothing yet.</summary>
    public async Task<LineReply?> ReplyAsync(CancellationToken cancellationToken)
    {
        Seen();
        Task<LineReply> sending;
        lock (_gate)
            sending = _sending ?? throw Over();
        return await HoldAsync(sending, cancellationToken).ConfigureAwait(false) ? await sending.ConfigureAwait(false) : null;
    }

    /// <summary>Ends its session; also one that comes at this very moment, which would have nobody else to end it.</summary>
    public void Close(string? error)
    {
        Task<WebConnectorSession>? expecting;
        lock (_gate)
            expecting = _expecting;
        expecting?.ContinueWith(
            given => given.GetAwaiter().GetResult().Finish(error),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync().ConfigureAwait(false);
        await _gone.CancelAsync().ConfigureAwait(false);
    }

    private WebConnectorSession Session => _expecting is { IsCompletedSuccessfully: true } done ? done.GetAwaiter().GetResult() : throw Over();

    private static SyncException Over() => new(
        SyncErrorId.ServiceUnavailable, "The session of the Web Connector is over.", "Run again; a new session is waited for.");

    private void Seen() => _watch.Change(s_patience, Timeout.InfiniteTimeSpan);

    private void GiveUp()
    {
        Close("The program that used this session ended before it was done. Run the update again.");
        _gone.Cancel();
    }

    private async Task<bool> HoldAsync(Task task, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(s_holding, _clock, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (SyncException)
        {
            // The caller awaits the task itself, and gets the error from there.
        }
        return true;
    }
}
