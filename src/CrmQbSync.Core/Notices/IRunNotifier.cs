using CrmQbSync.State;

namespace CrmQbSync.Notices;

/// <summary>Tells people of a run.</summary>
internal interface IRunNotifier
{
    /// <summary>Tells those that the profile names of a run that ended, as far as they want to know and do not know already.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="ended">The run.</param>
    /// <param name="state">Where its entries are, and what people were told before.</param>
    /// <param name="cancellationToken">Stops the telling.</param>
    /// <returns>What came of it. Nothing that goes wrong with a notice is thrown: the run has ended as it has.</returns>
    Task<NoticeOutcome> NotifyAsync(SyncProfile profile, EndedRun ended, IStateReader state, CancellationToken cancellationToken);
}
