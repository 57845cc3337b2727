using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Runtime.InteropServices;
using Microsoft.PowerShell;

namespace CrmQbSync.Shell;

/// <summary>Runs a script or commands in a PowerShell engine that has the module imported.</summary>
internal sealed class ScriptRunner : IDisposable
{
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(1);

    private readonly ShellConsole _console;
    private readonly ShellHost _host;
    private readonly Runspace _runspace;
    private readonly string _manifest;
    private bool _stopping;

    public ScriptRunner(ShellConsole console, string manifest)
    {
        _console = console;
        _manifest = manifest;
        _host = new ShellHost(console);
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
            state.ExecutionPolicy = ExecutionPolicy.RemoteSigned;
        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.Open();
    }

    public int Run(ShellArguments arguments)
    {
        if (!Invoke(new Command("Import-Module") { Parameters = { { "Name", _manifest } } }))
            return 1;
        if (arguments.Action == ShellAction.RunCommand)
            return RunCommands(arguments.Script);
        return RunFile(arguments);
    }

    public void Dispose() => _runspace.Dispose();

    private int RunCommands(string commands)
    {
        var ended = Invoke(new Command(commands, isScript: true));
        return _host.ExitCode ?? (ended && !((ShellUserInterface)_host.UI).HadErrors ? 0 : 1);
    }

    private int RunFile(ShellArguments arguments)
    {
        var path = Path.GetFullPath(arguments.Script);
        if (!File.Exists(path))
        {
            _console.Error.WriteLine($"There is no script '{path}'.");
            return 1;
        }
        Parser.ParseFile(path, out _, out var faults);
        if (faults.Length > 0)
        {
            foreach (var fault in faults)
                _console.Error.WriteLine($"{path}:{fault.Extent.StartLineNumber}:{fault.Extent.StartColumnNumber}: {fault.Message}");
            return 1;
        }
        // Run as a block of its own, not by its path: only so does 'exit 3' reach the host instead of being confused
        // with the exit code of the last program that the script started. $PSScriptRoot is the file's all the same.
        var quoted = CodeGeneration.EscapeSingleQuotedStringContent(path);
        var command = new Command(
            $"& ([System.Management.Automation.Language.Parser]::ParseFile('{quoted}', [ref]$null, [ref]$null).GetScriptBlock()) @args", isScript: true);
        foreach (var argument in arguments.ScriptArguments)
            command.Parameters.Add(AsParameter(argument));
        var ended = Invoke(command);
        return _host.ExitCode ?? (ended ? 0 : 1);
    }

    /// <summary>As at PowerShell's own command line: <c>-Name</c> is a parameter's name, <c>-Name:value</c> one with its value.</summary>
    private static CommandParameter AsParameter(string argument)
    {
        if (argument.Length < 2 || argument[0] != '-' || !(char.IsLetter(argument[1]) || argument[1] == '_'))
            return new CommandParameter(null, argument);
        var colon = argument.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return new CommandParameter(argument, null);
        object value = argument[(colon + 1)..].ToUpperInvariant() switch
        {
            "$TRUE" => true,
            "$FALSE" => false,
            _ => argument[(colon + 1)..],
        };
        return new CommandParameter(argument[..(colon + 1)], value);
    }

    /// <summary>Runs a command with its output and errors shown; false if an error ended it.</summary>
    private bool Invoke(Command command)
    {
        using var shell = PowerShell.Create(_runspace);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(shell, context));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(shell, context));
        command.MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        shell.Commands.AddCommand(command).AddCommand("Out-Default");
        try
        {
            shell.Invoke();
            return true;
        }
        catch (PipelineStoppedException) when (_stopping)
        {
            return false;
        }
        catch (RuntimeException exception)
        {
            Show(exception.ErrorRecord);
            return false;
        }
        finally
        {
            ((ShellUserInterface)_host.UI).Finish();
        }
    }

    private void Show(ErrorRecord error)
    {
        using var shell = PowerShell.Create(_runspace);
        shell.AddCommand("Out-Default").Invoke(new[] { error });
    }

    private void Stop(PowerShell shell, PosixSignalContext signal)
    {
        // A second Ctrl+C, or a pipeline that does not stop, ends the process the hard way.
        if (_stopping)
            return;
        _stopping = true;
        signal.Cancel = true;
        shell.BeginStop(null, null);
        _ = Task.Delay(StopTime).ContinueWith(_ => Environment.Exit(1), TaskScheduler.Default);
    }
}
