namespace CrmQbSync.PowerShell.Tests.Hosting;

/// <summary>A shell that hangs leaves nothing behind, and its test says how far it came.</summary>
public sealed class ChildShellTests
{
    [Fact]
    public async Task One_that_takes_too_long_is_ended_with_what_it_started_and_what_it_printed_is_told()
    {
        var begun = Path.Combine(Path.GetTempPath(), $"crmqbsync-child-{Guid.NewGuid():N}");
        var wait = OperatingSystem.IsWindows() ? "'ping', '-n 300 127.0.0.1'" : "'sleep', '300'";
        using var process = ChildShell.Start(
            "-Command",
            $"$null = [Diagnostics.Process]::Start({wait}); [Console]::WriteLine('so far'); [IO.File]::WriteAllText('{begun}', ''); [Threading.Thread]::Sleep(300000)");
        using var patience = new CancellationTokenSource();

        var result = ChildShell.WaitAsync(process, patience.Token);
        while (!File.Exists(begun) && !result.IsCompleted)
            await Task.Delay(50);
        File.Delete(begun);
        await patience.CancelAsync();

        // What it started writes to the same pipe: reading ends only when that is gone too.
        var error = await Assert.ThrowsAsync<TimeoutException>(() => result.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Contains("so far", error.Message, StringComparison.Ordinal);
        Assert.True(process.HasExited);
    }
}
