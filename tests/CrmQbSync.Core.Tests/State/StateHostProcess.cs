using System.Diagnostics;

namespace CrmQbSync.Tests.State;

/// <summary>Another process that works on a state, and can be killed.</summary>
internal sealed class StateHostProcess : IDisposable
{
    private readonly Process _process;

    private StateHostProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public static StateHostProcess Start(string mode, params string[] arguments) => Start([], mode, arguments);

    /// <summary>Starts one with variables beside those of this process.</summary>
    public static StateHostProcess Start(Dictionary<string, string> variables, string mode, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "exec", Path.Combine(AppContext.BaseDirectory, "CrmQbSync.StateHost.dll"), mode },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return new StateHostProcess(Process.Start(start)!);
    }

    public async Task<string> ReadLineAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        return await _process.StandardOutput.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException("The process ended.");
    }

    public Task WriteLineAsync(string line) => _process.StandardInput.WriteLineAsync(line);

    /// <summary>Kills it, and comes back once it is dead.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits until it has ended, however.</summary>
    public async Task WaitAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await _process.WaitForExitAsync(patience.Token);
    }

    /// <summary>Lets it end in order.</summary>
    public async Task<int> EndAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
