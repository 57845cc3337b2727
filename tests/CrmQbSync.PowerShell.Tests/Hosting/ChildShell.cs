using System.Diagnostics;

namespace CrmQbSync.PowerShell.Tests.Hosting;

/// <summary>Runs the shell as users do: as a process of its own.</summary>
internal static class ChildShell
{
    private static readonly Dictionary<string, string> NoVariables = [];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static Task<ChildResult> RunAsync(params string[] arguments) => RunAsync(NoVariables, null, arguments);

    /// <summary>Runs it with variables beside those of this process.</summary>
    public static Task<ChildResult> RunAsync(IReadOnlyDictionary<string, string> variables, params string[] arguments) =>
        RunAsync(variables, null, arguments);

    /// <summary>Runs it where no file may become larger than so many KiB; a write beyond fails, and null is no limit.</summary>
    public static Task<ChildResult> RunAsync(int? kibibytes, params string[] arguments) =>
        RunAsync(NoVariables, kibibytes is { } limit ? FormattableString.Invariant($"trap '' XFSZ; ulimit -f {limit}") : null, arguments);

    /// <summary>Runs it where the modes of files and folders hold for everybody, root too.</summary>
    public static Task<ChildResult> RunWithoutPrivilegeAsync(params string[] arguments) =>
        RunAsync(NoVariables, "[ \"$(id -u)\" != 0 ] || set -- setpriv --bounding-set -dac_override --inh-caps=-dac_override \"$@\"", arguments);

    private static async Task<ChildResult> RunAsync(IReadOnlyDictionary<string, string> variables, string? setting, string[] arguments)
    {
        using var process = Start(variables, setting, arguments);
        using var time = new CancellationTokenSource(Patience);
        return await WaitAsync(process, time.Token);
    }

    /// <summary>Waits until it has ended; if that takes too long, ends it with all that it started, and says what it had printed.</summary>
    public static async Task<ChildResult> WaitAsync(Process process, CancellationToken patience)
    {
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(patience);
        }
        catch (OperationCanceledException exception)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw new TimeoutException($"The shell did not end in time. It had printed:\n{await output}\nand as errors:\n{await error}", exception);
        }
        return new ChildResult(process.ExitCode, await output, await error);
    }

    public static Process Start(params string[] arguments) => Start(NoVariables, setting: null, arguments);

    /// <summary>Starts it with variables beside those of this process.</summary>
    public static Process Start(IReadOnlyDictionary<string, string> variables, params string[] arguments) => Start(variables, setting: null, arguments);

    /// <param name="variables">Variables of the process.</param>
    /// <param name="setting">What a shell does before it becomes the process; null for none.</param>
    /// <param name="arguments">The arguments.</param>
    private static Process Start(IReadOnlyDictionary<string, string> variables, string? setting, string[] arguments)
    {
        var start = new ProcessStartInfo(setting is null ? "dotnet" : "bash")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (setting is not null)
        {
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(setting + "; exec \"$@\"");
            start.ArgumentList.Add("bash");
            start.ArgumentList.Add("dotnet");
            // The runtime maps its code by a file in memory, which the limit would hold for too.
            start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        }
        start.ArgumentList.Add(Repository.Shell);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["CRMQBSYNC_MODULE"] = Repository.Module;
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}
