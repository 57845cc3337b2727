namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>
/// Lets QuickBooks forget the answers that it keeps of finished message sets: all at once by a word in place of an id, or, where this QuickBooks does not take
/// the word, set by set, a few in a session.
/// </summary>
/// <remarks>
/// That <c>oldMessageSetID</c> alone clears a set is Intuit's own; the word for all of them is not verified. Intuit's schemas (13.0, 16.0) leave the attribute
/// a text without a list of words, and no public code was found that sends one. A QuickBooks that knows no such word has no set of that id, says
/// so (status 600), and is never sent it again.
/// </remarks>
internal sealed class MessageSetCleaner(DesktopSession session, MessageSetLog log)
{
    /// <summary>What stands in place of an id for all sets of an application.</summary>
    private const string AllSets = "ClearAllMessageSets";

    /// <summary>Sets that are forgotten singly in a session: a session is not to last longer for tidying up than for its work.</summary>
    private const int MaxSingly = 2;

    /// <summary>Tidies up.</summary>
    /// <exception cref="SyncException">The session is over.</exception>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        if (!log.ForgetsSingly)
        {
            var reply = await session.SendAsync(session.Requests.Forget(AllSets), cancellationToken).ConfigureAwait(false);
            if (reply.IsLost)
                return;
            if (reply.HResult.Length == 0 && QbXmlText.Read(reply.Response).SetStatus is null or 0)
            {
                log.Forgotten(log.Kept);
                return;
            }
            log.NoteForgetsSingly();
        }
        foreach (var id in log.Kept.Take(MaxSingly))
        {
            var reply = await session.SendAsync(session.Requests.Forget(id), cancellationToken).ConfigureAwait(false);
            if (reply.IsLost || reply.HResult.Length > 0)
                return;
            // Whether it was there (0) or not (600), it is not there any more.
            log.Forgotten([id]);
        }
    }
}
