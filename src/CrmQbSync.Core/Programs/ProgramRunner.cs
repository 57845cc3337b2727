using System.Diagnostics;
using System.Text;

namespace CrmQbSync.Programs;

/// <summary>Runs programs as child processes.</summary>
internal sealed class ProgramRunner(TimeProvider clock) : IProgramRunner
{
    /// <inheritdoc/>
    public async Task<ProgramResult> RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        string input,
        IReadOnlyDictionary<string, string> environment,
        TimeSpan patience,
        CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = StartOf(program, arguments, environment) };
        process.Start();
        using var time = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(either.Token);
            var error = process.StandardError.ReadToEndAsync(either.Token);
            await WriteAsync(process, input, either.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(either.Token).ConfigureAwait(false);
            return new ProgramResult(process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"'{program}' did not end within {patience.TotalSeconds:0} seconds.");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static ProcessStartInfo StartOf(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = utf8,
            StandardOutputEncoding = utf8,
            StandardErrorEncoding = utf8,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return start;
    }

    private static async Task WriteAsync(Process process, string input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A program need not read what it is given; its exit code says whether it did its work.
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
