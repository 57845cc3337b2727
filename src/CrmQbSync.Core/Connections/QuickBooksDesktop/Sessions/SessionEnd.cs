namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>
/// How a session ends, and what its Web Connector is told of that: it may be finished by us, broken from either side, turned away before it began, or closed by
/// the Web Connector. To be used under the session's gate.
/// </summary>
internal sealed class SessionEnd
{
    private string? _error;

    /// <summary>What whoever waits for QuickBooks gets in place of an answer; null while the session goes on, or was ended by us.</summary>
    public SyncException? Broken { get; private set; }

    /// <summary>Whether it is over, though the Web Connector may not know yet.</summary>
    public bool IsOver => Broken is not null || IsFinished;

    /// <summary>Whether it was ended by us, as opposed to broken.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Whether the Web Connector is to be told of an error, and to ask for it.</summary>
    public bool IsFailure => Broken is not null || (IsFinished && _error is not null);

    /// <summary>Whether the Web Connector was let go without an error: whatever it brings now changes nothing.</summary>
    public bool IsLetGo { get; private set; }

    /// <summary>Whether the Web Connector has had an answer by which it knows of the end, or will know when it asks.</summary>
    public bool IsTold { get; private set; }

    /// <summary>Whether the Web Connector has closed it, and calls no more.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>What getLastError says: what went wrong, or the word by which the Web Connector waits; empty if nothing is known.</summary>
    public string LastError { get; private set; } = "";

    /// <summary>What the Status column shows after the closing.</summary>
    public string Status { get; private set; } = "OK";

    /// <summary>It is ended by us. False if it was already.</summary>
    /// <param name="error">What went wrong; null if nothing did.</param>
    /// <param name="status">What the Status column shows; null for the usual.</param>
    public bool Finish(string? error, string? status)
    {
        if (IsFinished)
            return false;
        IsFinished = true;
        _error = error;
        LastError = error ?? LastError;
        Status = status ?? (error is null ? "OK" : "Failed");
        return true;
    }

    /// <summary>It breaks. False if it was broken before.</summary>
    public bool Break(SyncException error)
    {
        if (Broken is not null)
            return false;
        Broken = error;
        if (LastError is "" or WebConnectorWords.Wait)
            LastError = $"{error.Message} {error.Advice}";
        return true;
    }

    /// <summary>QuickBooks could not be opened, and the Web Connector is told to give up: it calls no more.</summary>
    public void GiveUp(SyncException error)
    {
        Break(error);
        IsClosed = true;
    }

    /// <summary>It does not begin, and authenticate says so.</summary>
    public void TurnAway(string reason) => (IsFinished, IsTold, LastError) = (true, true, reason);

    /// <summary>The Web Connector is told to wait for a moment.</summary>
    public void SayWait() => LastError = WebConnectorWords.Wait;

    /// <summary>The Web Connector gets an answer; if the session is over, it tells so.</summary>
    public void NoteAnswer() => IsTold |= IsOver;

    /// <summary>The Web Connector is let go without an error.</summary>
    public void LetGo() => IsLetGo = true;

    /// <summary>The Web Connector closes it; where we had no end yet, its user ended it there.</summary>
    public void Close()
    {
        if (!IsLetGo && !IsFinished)
        {
            Break(SessionErrors.EndedThere());
            Status = "Stopped";
        }
        IsLetGo = IsClosed = true;
    }
}
