using System.Diagnostics;

namespace CrmQbSync.Bench.Measuring;

/// <summary>A process of its own: this program once more, or another.</summary>
internal static class ChildProcess
{
    /// <summary>The first argument of a child.</summary>
    public const string Mark = "--child";

    /// <summary>Starts a child, whose output is read and whose input is written by the caller.</summary>
    public static Process Start(string what, IEnumerable<string> arguments) =>
        StartProgram(Environment.ProcessPath!, [Mark, what, .. arguments], isTalkedTo: true);

    /// <summary>Runs a child to its end.</summary>
    /// <returns>How long the process lived, and what it said.</returns>
    public static (TimeSpan Time, string Output) Run(string what, IEnumerable<string> arguments) =>
        RunProgram(Environment.ProcessPath!, [Mark, what, .. arguments]);

    /// <summary>Runs a program to its end.</summary>
    /// <returns>How long the process lived, and what it said.</returns>
    public static (TimeSpan Time, string Output) RunProgram(string program, IEnumerable<string> arguments)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = StartProgram(program, arguments, isTalkedTo: false);
        var output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        var time = Stopwatch.GetElapsedTime(started);
        return process.ExitCode == 0 ? (time, output) : throw new InvalidOperationException($"The process {program} ended with {process.ExitCode}: {output}");
    }

    private static Process StartProgram(string program, IEnumerable<string> arguments, bool isTalkedTo) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardInput = isTalkedTo })!;
}
