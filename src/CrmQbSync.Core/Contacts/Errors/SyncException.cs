namespace CrmQbSync;

/// <summary>An error that a user can do something about: what was wrong with what, and what to do.</summary>
public sealed class SyncException : Exception
{
    /// <summary>An error.</summary>
    /// <param name="id">Its fixed id.</param>
    /// <param name="message">What was wrong, with the profile, file, record or setting concerned.</param>
    /// <param name="advice">What to do about it.</param>
    /// <param name="inner">What caused it; null if nothing else did.</param>
    public SyncException(SyncErrorId id, string message, string advice, Exception? inner = null)
        : base(message, inner)
    {
        Id = id;
        Advice = advice;
    }

    /// <summary>The fixed id.</summary>
    public SyncErrorId Id { get; }

    /// <summary>What to do about it.</summary>
    public string Advice { get; }

    /// <summary>What the error is about, for scripts: a path, a name or an object; null if nothing in particular.</summary>
    public object? Subject { get; init; }
}
