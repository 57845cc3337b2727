using System.Management.Automation;
using CrmQbSync.Running;

namespace CrmQbSync.Pipeline;

/// <summary>Shows a run to the user of a cmdlet. Progress appears only where the work takes longer than a second.</summary>
internal sealed class RunObserver(
    CmdletOutput output, string activity, TimeProvider time, Func<PlanFigures, bool>? confirm = null) : IRunObserver
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    private readonly long _started = time.GetTimestamp();
    private long _shown;

    /// <inheritdoc/>
    public void Progress(string step, long done, long? total)
    {
        if (time.GetElapsedTime(_started) < Patience || (_shown != 0 && time.GetElapsedTime(_shown) < Pace))
            return;
        _shown = time.GetTimestamp();
        var figures = total is { } all ? $"{done} of {all}" : $"{done}";
        output.Progress(new ProgressRecord(1, activity, $"{step}: {figures}")
        {
            PercentComplete = total is > 0 ? (int)Math.Clamp(done * 100 / total.Value, 0, 100) : -1,
        });
    }

    /// <inheritdoc/>
    public void Warning(string message) => output.Warning(message);

    /// <inheritdoc/>
    public void Verbose(string message) => output.Verbose(message);

    /// <inheritdoc/>
    public bool Confirm(PlanFigures figures) => confirm is null || confirm(figures);

    /// <summary>Takes the progress away.</summary>
    public void Complete()
    {
        if (_shown != 0)
            output.Progress(new ProgressRecord(1, activity, "Done") { RecordType = ProgressRecordType.Completed });
    }
}
