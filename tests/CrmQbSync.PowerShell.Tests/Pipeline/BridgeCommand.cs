using System.Management.Automation;
using CrmQbSync.Cmdlets;
using CrmQbSync.Pipeline;
using CrmQbSync.Running;

namespace CrmQbSync.PowerShell.Tests.Pipeline;

/// <summary>A cmdlet on the module's base class that does what a test asks of it.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Bridge", SupportsShouldProcess = true)]
public sealed class BridgeCommand : AsyncCmdlet
{
    [Parameter(Mandatory = true)]
    public string Do { get; set; } = "";

    /// <summary>Told what became of the work.</summary>
    [Parameter]
    public List<string> Log { get; set; } = [];

    protected override void ProcessRecord() => Run(WorkAsync);

    private async Task WorkAsync(CmdletOutput output, CancellationToken token)
    {
        try
        {
            await (Do switch
            {
                "Speak" => SpeakAsync(output),
                "Flood" => FloodAsync(output, token),
                "WaitForever" => WaitAsync(output, token),
                "IgnoreStop" => IgnoreStopAsync(output),
                "Fail" => throw new SyncException(SyncErrorId.StateInvalid, "The state is broken.", "Mend it.") { Subject = "subject" },
                "Break" => throw new InvalidOperationException("unforeseen"),
                "Ask" => AskAsync(output),
                "Progress" => ProgressAsync(output, token),
                _ => throw new ArgumentException(Do),
            });
            Log.Add("ended");
        }
        catch (OperationCanceledException)
        {
            Log.Add("cancelled");
            throw;
        }
    }

    private static async Task SpeakAsync(CmdletOutput output)
    {
        await Task.Yield();
        output.Verbose("verbose");
        output.Warning("warning");
        output.Write("one");
        output.Error(ErrorRecords.Of(new SyncException(SyncErrorId.RecordFailed, "A record failed.", "Look.")));
        output.Write("two");
    }

    private static async Task FloodAsync(CmdletOutput output, CancellationToken token)
    {
        await Task.Yield();
        for (var number = 0; !token.IsCancellationRequested; number++)
            output.Write(number);
        token.ThrowIfCancellationRequested();
    }

    private static async Task WaitAsync(CmdletOutput output, CancellationToken token)
    {
        output.Write("ready");
        await Task.Delay(Timeout.Infinite, token);
    }

    private static async Task IgnoreStopAsync(CmdletOutput output)
    {
        output.Write("ready");
        await Task.Delay(TimeSpan.FromSeconds(20), CancellationToken.None);
    }

    private static Task AskAsync(CmdletOutput output)
    {
        output.Write(output.ShouldProcess("Doing it", "Do it?", "Question"));
        return Task.CompletedTask;
    }

    private static async Task ProgressAsync(CmdletOutput output, CancellationToken token)
    {
        var observer = new RunObserver(output, "Working", TimeProvider.System);
        for (var step = 0; step < 30; step++)
        {
            observer.Progress("Step", step, 30);
            await Task.Delay(50, token);
        }
        observer.Complete();
    }
}
