namespace CrmQbSync.Connections.Http;

/// <summary>A log that nobody reads.</summary>
internal sealed class SilentLog : IServiceLog
{
    /// <summary>The one there is.</summary>
    public static SilentLog Instance { get; } = new();

    /// <inheritdoc/>
    public void Debug(string line)
    {
    }

    /// <inheritdoc/>
    public void Verbose(string line)
    {
    }
}
