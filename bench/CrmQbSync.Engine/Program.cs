using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.Loader;

// Imports the module that the first argument names, tells how long that took (by the clock and of the processors, in ticks) and which assemblies are
// loaded then, and runs the command that the second argument holds, if any.
using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
runspace.Open();
var processor = Environment.CpuUsage.TotalTime;
var started = Stopwatch.GetTimestamp();
Invoke("Import-Module -Name $args[0]", args[0]);
var time = Stopwatch.GetElapsedTime(started);
processor = Environment.CpuUsage.TotalTime - processor;
var assemblies = AssemblyLoadContext.All.SelectMany(context => context.Assemblies).Select(assembly => assembly.GetName().Name);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.Ticks} {processor.Ticks} {string.Join(',', assemblies)}"));
if (args is [_, { Length: > 0 } command])
    Invoke(command);

void Invoke(string script, params object[] arguments)
{
    using var shell = PowerShell.Create(runspace);
    shell.AddScript(script);
    foreach (var argument in arguments)
        shell.AddArgument(argument);
    shell.Invoke();
    if (shell.HadErrors)
        throw new InvalidOperationException($"'{script}' failed: {string.Join(' ', shell.Streams.Error)}");
}
