using CrmQbSync.Connections.Http;

namespace CrmQbSync.Tests.Connections.ZohoCrm;

/// <summary>Keeps what is told.</summary>
internal sealed class ListLog : IServiceLog
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    public void Debug(string line) => Add(line);

    public void Verbose(string line) => Add(line);

    private void Add(string line)
    {
        lock (_lines)
            _lines.Add(line);
    }
}
