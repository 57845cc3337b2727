using System.Diagnostics;

namespace CrmQbSync.PowerShell.Tests.Hosting;

/// <summary>Runs the shell as users do: as a process of its own.</summary>
internal static class ChildShell
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static Task<ChildResult> RunAsync(params string[] arguments) => RunAsync(kibibytes: null, arguments);

    /// <summary>Runs it where no file may become larger than so many KiB; a write beyond fails, and null is no limit.</summary>
    public static async Task<ChildResult> RunAsync(int? kibibytes, params string[] arguments)
    {
        using var process = Start(kibibytes, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var time = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(time.Token);
        return new ChildResult(process.ExitCode, await output, await error);
    }

    public static Process Start(params string[] arguments) => Start(kibibytes: null, arguments);

    private static Process Start(int? kibibytes, string[] arguments)
    {
        var start = new ProcessStartInfo(kibibytes is null ? "dotnet" : "bash")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (kibibytes is { } limit)
        {
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(FormattableString.Invariant($"trap '' XFSZ; ulimit -f {limit}; exec dotnet \"$@\""));
            start.ArgumentList.Add("bash");
            // The runtime maps its code by a file in memory, which the limit would hold for too.
            start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        }
        start.ArgumentList.Add(Repository.Shell);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["CRMQBSYNC_MODULE"] = Repository.Module;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}
