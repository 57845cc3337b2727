using System.Diagnostics;

namespace CrmQbSync.PowerShell.Tests.Hosting;

/// <summary>Runs the shell as users do: as a process of its own.</summary>
internal static class ChildShell
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static Task<ChildResult> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(), arguments);

    /// <summary>Runs it with variables beside those of this process.</summary>
    public static async Task<ChildResult> RunAsync(IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        using var process = Start(variables, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var time = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(time.Token);
        return new ChildResult(process.ExitCode, await output, await error);
    }

    public static Process Start(params string[] arguments) => Start(new Dictionary<string, string>(), arguments);

    private static Process Start(IReadOnlyDictionary<string, string> variables, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
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
