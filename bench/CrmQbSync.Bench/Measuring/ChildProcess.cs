using System.Diagnostics;

namespace CrmQbSync.Bench.Measuring;

/// <summary>This program once more, as a process of its own.</summary>
internal static class ChildProcess
{
    /// <summary>The first argument of a child.</summary>
    public const string Mark = "--child";

    /// <summary>Starts a child, whose output is read by the caller.</summary>
    public static Process Start(string what, IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Mark, what, .. arguments]) { RedirectStandardOutput = true })!;

    /// <summary>Runs a child to its end.</summary>
    /// <returns>How long the process lived, and what it said.</returns>
    public static (TimeSpan Time, string Output) Run(string what, IEnumerable<string> arguments)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = Start(what, arguments);
        var output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        var time = Stopwatch.GetElapsedTime(started);
        return process.ExitCode == 0 ? (time, output) : throw new InvalidOperationException($"The process for '{what}' ended with {process.ExitCode}: {output}");
    }
}
