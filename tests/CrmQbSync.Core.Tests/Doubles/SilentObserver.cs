using CrmQbSync.Running;

namespace CrmQbSync.Tests.Doubles;

/// <summary>Watches a run, says yes, and remembers what it was told.</summary>
public sealed class SilentObserver : IRunObserver
{
    private readonly List<string> _warnings = [];

    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>What is answered to the question.</summary>
    public bool Answer { get; init; } = true;

    /// <summary>The figures of the question; null if it was not asked.</summary>
    public PlanFigures? Asked { get; private set; }

    public void Progress(string activity, long done, long? total)
    {
    }

    public void Warning(string message) => _warnings.Add(message);

    public void Verbose(string message)
    {
    }

    public bool Confirm(PlanFigures figures)
    {
        Asked = figures;
        return Answer;
    }
}
