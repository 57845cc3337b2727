namespace CrmQbSync.Connections.Http;

/// <summary>What happens if a request is sent again after its answer was lost.</summary>
internal enum CallEffect
{
    /// <summary>Nothing: it only reads. Repeated; in the end the service is unavailable.</summary>
    Read,

    /// <summary>Nothing more: the service knows it again by its idempotency key. Repeated; in the end <see cref="AnswerLostException"/>.</summary>
    KeyedWrite,

    /// <summary>It may be done twice. Never repeated: <see cref="AnswerLostException"/> at once.</summary>
    Write,
}
