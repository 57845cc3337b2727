namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>
/// Sends writes as message sets that QuickBooks keeps the answer of, and asks for that answer where it was lost (Intuit's error recovery). Each set is
/// noted on disk first.
/// </summary>
internal sealed class MessageSender(DesktopSession session, MessageSetLog log, Func<string> newId)
{
    private readonly HashSet<CustomerWrite> _undecided = [];

    /// <summary>Whether anything was sent whose stored answer QuickBooks can forget at the end.</summary>
    public bool HasSent { get; private set; }

    /// <summary>Whether it is not known what became of anything that was sent.</summary>
    public bool HasUndecided => _undecided.Count > 0;

    /// <summary>Whether a write was under way when the session ended.</summary>
    public bool MayHaveBeenDone(CustomerWrite write) => _undecided.Contains(write);

    /// <summary>Sends some writes as one set.</summary>
    /// <returns>The answers; or the refusal of the whole set, of which nothing was carried out.</returns>
    /// <exception cref="SyncException">The session is over, or it cannot be found out what became of the set.</exception>
    public async Task<(IReadOnlyList<QbXmlAnswer>? Answers, LineReply? Refusal)> SendAsync(IReadOnlyList<CustomerWrite> writes, CancellationToken cancellationToken)
    {
        var id = newId();
        var document = session.Requests.Writes(id, writes.Select(write => (write.RequestId, write.Change!)));
        log.Note(id);
        HasSent = true;
        foreach (var write in writes)
        {
            write.Tries++;
            _undecided.Add(write);
        }
        var reply = await session.SendAsync(document, cancellationToken).ConfigureAwait(false);
        var result = await ResolveAsync(id, reply, cancellationToken).ConfigureAwait(false);
        _undecided.ExceptWith(writes);
        return result;
    }

    private async Task<(IReadOnlyList<QbXmlAnswer>? Answers, LineReply? Refusal)> ResolveAsync(string id, LineReply reply, CancellationToken cancellationToken)
    {
        if (ResultAdvice.Normal(reply.HResult) == ResultAdvice.Unparsable)
            return (null, reply);
        if (!reply.IsLost && reply.HResult.Length == 0)
        {
            var response = QbXmlText.Read(reply.Response);
            if (response.Answers.Count > 0 || response.SetStatus is null or 0)
                return (response.Answers, null);
            // Faults of ours, before anything is carried out. All other statuses (9002, 9005) leave it open what was.
            return response.SetStatus is 9001 or 9004
                ? (null, new LineReply(response.SetStatus.Value.ToInvariant(), "QuickBooks did not take the message."))
                : throw Unknown(response.SetStatus.Value);
        }
        var check = await session.SendAsync(session.Requests.StatusOf(id), cancellationToken).ConfigureAwait(false);
        if (check.IsLost || check.HResult.Length > 0)
            throw DesktopSession.Refused(check);
        var stored = QbXmlText.Read(check.Response);
        return stored.SetStatus switch
        {
            0 => (stored.Answers, null),
            // Not stored is not carried out: QuickBooks stores the answer with the work.
            600 => (null, new LineReply(reply.HResult.Length > 0 ? reply.HResult : "Lost", $"{reply.Message.TrimEnd()} QuickBooks has not carried it out; the next run tries again.")),
            { } other => throw Unknown(other),
            _ => throw DesktopSession.Refused(reply),
        };
    }

    private static SyncException Unknown(int status) => new(
        SyncErrorId.ServiceUnavailable,
        $"QuickBooks cannot tell whether it carried a message out (status {status.ToInvariant()}).",
        "Run the update again: it first finds out what was written.");
}
