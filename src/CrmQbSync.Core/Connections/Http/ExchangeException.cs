namespace CrmQbSync.Connections.Http;

/// <summary>A request that got no whole answer.</summary>
internal sealed class ExchangeException(SyncException error, bool wasSent, bool mayPass) : Exception(error.Message, error)
{
    /// <summary>What to tell the user if nothing helps.</summary>
    public SyncException Error { get; } = error;

    /// <summary>Whether the server may have got the request.</summary>
    public bool WasSent { get; } = wasSent;

    /// <summary>Whether another attempt may go better.</summary>
    public bool MayPass { get; } = mayPass;
}
