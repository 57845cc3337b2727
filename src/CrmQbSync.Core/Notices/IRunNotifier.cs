using CrmQbSync.State;

namespace CrmQbSync.Notices;

/// <summary>Tells people of a run.</summary>
internal interface IRunNotifier
{
    /// <summary>Tells those that the profile names of a run that ended, if that is an event that they want to be told of.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="run">The run's row.</param>
    /// <param name="error">What stopped it; null if nothing did.</param>
    /// <param name="history">Where its entries are.</param>
    /// <param name="cancellationToken">Stops the telling.</param>
    /// <returns>What could not be told, one sentence each; empty if all went well. Nothing that goes wrong is thrown: the run has ended as it has.</returns>
    Task<IReadOnlyList<string>> NotifyAsync(SyncProfile profile, SyncRun run, SyncException? error, IStateReader history, CancellationToken cancellationToken);
}
