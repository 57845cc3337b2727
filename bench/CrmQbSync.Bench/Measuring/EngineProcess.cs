using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.Loader;

namespace CrmQbSync.Bench.Measuring;

/// <summary>A fresh process with a PowerShell engine that imports a module and runs a command.</summary>
internal static class EngineProcess
{
    /// <summary>What the child process does: tells how long the import took, which assemblies are loaded then, and runs the command.</summary>
    public static void Child(IReadOnlyList<string> arguments)
    {
        using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        var processor = Environment.CpuUsage.TotalTime;
        var started = Stopwatch.GetTimestamp();
        Invoke(runspace, "Import-Module -Name $args[0]", arguments[0]);
        var time = Stopwatch.GetElapsedTime(started);
        processor = Environment.CpuUsage.TotalTime - processor;
        var assemblies = AssemblyLoadContext.All.SelectMany(context => context.Assemblies).Select(assembly => assembly.GetName().Name);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.Ticks} {processor.Ticks} {string.Join(',', assemblies)}"));
        if (arguments[1].Length > 0)
            Invoke(runspace, arguments[1]);
    }

    /// <summary>Runs such a process.</summary>
    /// <param name="module">What it imports.</param>
    /// <param name="command">What it runs then; empty for nothing.</param>
    public static EngineTimes Run(string module, string command)
    {
        var (whole, output) = ChildProcess.Run("engine", [module, command]);
        var parts = output.Split(' ', 3);
        return new EngineTimes(TicksOf(parts[0]), TicksOf(parts[1]), whole, parts[2].Split(','));
    }

    private static TimeSpan TicksOf(string text) => new(long.Parse(text, CultureInfo.InvariantCulture));

    private static void Invoke(Runspace runspace, string script, params object[] arguments)
    {
        using var shell = PowerShell.Create(runspace);
        shell.AddScript(script);
        foreach (var argument in arguments)
            shell.AddArgument(argument);
        shell.Invoke();
        if (shell.HadErrors)
            throw new InvalidOperationException($"'{script}' failed: {string.Join(' ', shell.Streams.Error)}");
    }
}
