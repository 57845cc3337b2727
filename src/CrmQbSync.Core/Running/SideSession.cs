using CrmQbSync.Connections;

namespace CrmQbSync.Running;

/// <summary>A connection in use by a run.</summary>
internal sealed class SideSession(IConnection connection, ConnectionTraits traits) : IAsyncDisposable
{
    public IConnection Connection { get; } = connection;

    public ConnectionTraits Traits { get; } = traits;

    public Side Side => Connection.Side;

    /// <summary>The reading of the run; null before it began.</summary>
    public ISideReading? Reading { get; set; }

    /// <summary>How many records were read.</summary>
    public int Read { get; set; }

    /// <summary>How many of them exist (are not deleted).</summary>
    public int Existing { get; set; }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
