using System.Globalization;

namespace CrmQbSync.Bench.Measuring;

/// <summary>A fresh process with a PowerShell engine, compiled for the machine as PowerShell ships it, that imports a module and runs a command.</summary>
internal static class EngineProcess
{
    private static readonly string s_program =
        Path.Combine(AppContext.BaseDirectory, "engine", OperatingSystem.IsWindows() ? "CrmQbSync.Engine.exe" : "CrmQbSync.Engine");

    /// <summary>Runs such a process.</summary>
    /// <param name="module">What it imports.</param>
    /// <param name="command">What it runs then; empty for nothing.</param>
    public static EngineTimes Run(string module, string command)
    {
        var (whole, output) = ChildProcess.RunProgram(s_program, [module, command]);
        var parts = output.Split(' ', 3);
        return new EngineTimes(TicksOf(parts[0]), TicksOf(parts[1]), whole, parts[2].Split(','));
    }

    private static TimeSpan TicksOf(string text) => new(long.Parse(text, CultureInfo.InvariantCulture));
}
