using System.Diagnostics;

namespace CrmQbSync.PowerShell.Tests.Hosting;

/// <summary>Runs the shell as users do: as a process of its own.</summary>
internal static class ChildShell
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<ChildResult> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var time = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(time.Token);
        return new ChildResult(process.ExitCode, await output, await error);
    }

    public static Process Start(params string[] arguments)
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
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}
