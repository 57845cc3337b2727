using System.Collections.Concurrent;
using CrmQbSync.Connections.Http;

namespace CrmQbSync.Tests.Connections.Http;

/// <summary>A log that keeps its lines.</summary>
internal sealed class LineLog : IServiceLog
{
    public ConcurrentQueue<string> Debugs { get; } = new();

    public ConcurrentQueue<string> Verboses { get; } = new();

    public void Debug(string line) => Debugs.Enqueue(line);

    public void Verbose(string line) => Verboses.Enqueue(line);
}
