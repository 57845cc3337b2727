using CrmQbSync.Connections.Http;

namespace CrmQbSync.Pipeline;

/// <summary>Tells requests and decisions by the cmdlet that works at the moment: WriteDebug and WriteVerbose.</summary>
internal sealed class CmdletLog : IServiceLog
{
    private CmdletOutput? _output;

    /// <summary>Puts a cmdlet's output behind the log.</summary>
    public void Attach(CmdletOutput output) => Volatile.Write(ref _output, output);

    /// <inheritdoc/>
    public void Debug(string line) => Volatile.Read(ref _output)?.Log(line, isDebug: true);

    /// <inheritdoc/>
    public void Verbose(string line) => Volatile.Read(ref _output)?.Log(line, isDebug: false);
}
