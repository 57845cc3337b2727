namespace CrmQbSync.Running;

/// <summary>Who watches a run: progress, warnings and the one question. Called from any thread, never two at once.</summary>
public interface IRunObserver
{
    /// <summary>What is being done, and how far it is.</summary>
    /// <param name="activity">The step, such as "Reading contacts".</param>
    /// <param name="done">How many records are done.</param>
    /// <param name="total">Of how many; null if unknown.</param>
    void Progress(string activity, long done, long? total);

    /// <summary>Something a user should know though nothing failed.</summary>
    void Warning(string message);

    /// <summary>A decision, in one line.</summary>
    void Verbose(string message);

    /// <summary>Asks, after the plan and before anything is written, whether to go on; asked only where there is something to write.</summary>
    bool Confirm(PlanFigures figures);
}
