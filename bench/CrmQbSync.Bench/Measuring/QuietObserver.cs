using CrmQbSync.Running;

namespace CrmQbSync.Bench.Measuring;

/// <summary>Says yes and listens to nothing.</summary>
internal sealed class QuietObserver : IRunObserver
{
    public void Progress(string activity, long done, long? total)
    {
    }

    public void Warning(string message)
    {
    }

    public void Verbose(string message)
    {
    }

    public bool Confirm(PlanFigures figures) => true;
}
