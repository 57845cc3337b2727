namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>The one document that is on its way to QuickBooks and back. To be used under the session's gate.</summary>
internal sealed class DocumentExchange
{
    private Handover? _queued;
    private Handover? _outstanding;
    private Handover? _sent;

    /// <summary>Whether a document waits for the Web Connector to fetch it.</summary>
    public bool IsQueued => _queued is not null;

    /// <summary>Whether QuickBooks has a document that it has not answered.</summary>
    public bool IsOutstanding => _outstanding is not null;

    /// <summary>Lays a document out for the Web Connector.</summary>
    /// <param name="document">The document.</param>
    /// <param name="onTaken">Told once the Web Connector has it; null for nobody.</param>
    public Handover Put(string document, Action? onTaken)
    {
        if (_queued is not null || _outstanding is not null)
            throw new InvalidOperationException("One document at a time goes to QuickBooks.");
        return _queued = new Handover(document, onTaken);
    }

    /// <summary>Takes a document back that was not fetched; one that was is QuickBooks' by now.</summary>
    public void Withdraw(Handover handover)
    {
        if (_queued == handover)
            _queued = null;
    }

    /// <summary>Gives the Web Connector the document that was laid out.</summary>
    public string Take()
    {
        (_outstanding, _queued) = (_queued, null);
        _sent = _outstanding;
        _outstanding!.IsTaken = true;
        return _outstanding.Document;
    }

    /// <summary>The answer that carries the document is on its way. Gives who is to be told, outside the gate.</summary>
    public Action? Sent()
    {
        var told = _sent?.OnTaken;
        _sent = null;
        return told;
    }

    /// <summary>Brings the answer to the document that QuickBooks has. False if it has none: an answer that was brought before.</summary>
    public bool Answer(LineReply reply)
    {
        if (_outstanding is null)
            return false;
        _outstanding.Reply = reply;
        _outstanding = null;
        return true;
    }

    /// <summary>A document and what became of it.</summary>
    internal sealed class Handover(string document, Action? onTaken)
    {
        public string Document => document;

        public Action? OnTaken => onTaken;

        public bool IsTaken { get; set; }

        public LineReply? Reply { get; set; }
    }
}
