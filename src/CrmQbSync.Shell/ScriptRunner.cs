using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Microsoft.PowerShell;

namespace CrmQbSync.Shell;

/// <summary>Runs a script or commands in a PowerShell engine that has the module imported.</summary>
internal sealed partial class ScriptRunner : IDisposable
{
    private static readonly TimeSpan StopTime = TimeSpan.FromMilliseconds(800);

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
        var block = $"[System.Management.Automation.Language.Parser]::ParseFile({Quote(path)}, [ref]$null, [ref]$null).GetScriptBlock()";
        var ended = Invoke(new Command($"& ({block}) {string.Join(' ', arguments.ScriptArguments.Select(AsArgument))}", isScript: true));
        return _host.ExitCode ?? (ended ? 0 : 1);
    }

    /// <summary>As at PowerShell's own command line: <c>-Name</c> is a parameter's name, <c>-Name:value</c> one with its value; all else is text.</summary>
    private static string AsArgument(string argument)
    {
        if (ParameterName().Match(argument) is not { Success: true } match)
            return Quote(argument);
        var value = match.Groups["value"];
        if (!value.Success)
            return argument;
        return value.Value.ToUpperInvariant() is "$TRUE" or "$FALSE" ? argument : match.Groups["name"].Value + ':' + Quote(value.Value);
    }

    private static string Quote(string text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";

    [GeneratedRegex("^(?<name>-[A-Za-z_][A-Za-z0-9_]*)(:(?<value>.*))?$", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex ParameterName();

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
            return !_stopping;
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
