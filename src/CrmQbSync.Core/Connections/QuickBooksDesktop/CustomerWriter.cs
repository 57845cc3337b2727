using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>Writes a batch of customers: looks how they stand, sends the changes some at a time, and sees to what can be mended at once.</summary>
internal sealed class CustomerWriter(DesktopSession session, MessageSender sender, FieldSet fields)
{
    /// <summary>The most records of a batch: so many can be looked up at once.</summary>
    public const int BatchSize = QbXmlRequests.PageSize;

    /// <summary>The most writes in a message: few enough that progress shows, and that QuickBooks answers soon.</summary>
    public const int MessageSize = 50;

    /// <summary>How often a record that somebody has open is tried.</summary>
    private const int MaxTransientTries = 3;

    /// <summary>How many names are tried for a new customer.</summary>
    private const int MaxNames = 50;

    private readonly CustomerChange _changes = new(session.Map);
    private SyncException? _over;

    /// <summary>Writes; one outcome a request, in their order.</summary>
    public async Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<WriteRequest> batch, CancellationToken cancellationToken)
    {
        if (_over is not null)
            throw _over;
        var ids = batch.Select(request => request.Id).OfType<string>();
        var present = batch.All(request => request.Kind == WriteKind.Create)
            ? []
            : await CustomerQueries.StatesAsync(session, ids, cancellationToken).ConfigureAwait(false);
        var writes = batch.Select((request, at) => new CustomerWrite(request, at)).ToList();
        foreach (var write in writes)
            Prepare(write, write.Request.Id is { } id ? present.GetValueOrDefault(id) : null);
        session.NoteWritten(writes.Count(write => write.Outcome is not null));
        await SendAllAsync(writes, cancellationToken).ConfigureAwait(false);
        return [.. writes.Select(write => write.Outcome!)];
    }

    private async Task SendAllAsync(List<CustomerWrite> writes, CancellationToken cancellationToken)
    {
        var open = writes.Where(write => write.Outcome is null).ToList();
        while (open.Count > 0)
        {
            foreach (var some in open.Chunk(MessageSize))
            {
                try
                {
                    await SendAsync(some, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception exception) when (exception is SyncException or OperationCanceledException)
                {
                    // Nothing that QuickBooks answered would be lost: the run cannot go on, and the next finds out what became of it.
                    if (writes.All(write => write.Tries == 0 || write.Outcome is null))
                        throw;
                    Break(writes, exception);
                    return;
                }
                session.NoteWritten(some.Count(write => write.Outcome is not null));
            }
            open = [.. open.Where(write => write.Outcome is null)];
        }
    }

    /// <summary>The session is over: what was answered counts, what was under way is undecided, and what was not sent has not been done.</summary>
    private void Break(List<CustomerWrite> writes, Exception exception)
    {
        var error = exception as SyncException ?? new SyncException(SyncErrorId.Cancelled, "The run was stopped.", "Run again.", exception);
        _over = error;
        foreach (var write in writes.Where(write => write.Outcome is null))
        {
            write.Outcome = sender.MayHaveBeenDone(write)
                ? new WriteOutcome { Status = WriteStatus.Unknown, ErrorCode = error.Id.ToString(), ErrorMessage = $"{error.Message} The next run finds out whether it was written." }
                : new WriteOutcome { Status = WriteStatus.Failed, ErrorCode = error.Id.ToString(), ErrorMessage = $"Not sent to QuickBooks: {error.Message} The next run tries again." };
        }
    }

    private void Prepare(CustomerWrite write, CustomerState? present)
    {
        var request = write.Request;
        if (request.Kind == WriteKind.Create)
        {
            SetNewName(write);
            return;
        }
        // An inactive customer counts as deleted; only bringing it back looks for one.
        if (present is null || (!present.IsActive && request.Kind == WriteKind.Update))
            write.Outcome = new WriteOutcome { Status = WriteStatus.Gone };
        else if (request.Kind == WriteKind.Restore)
            PrepareRestore(write, present);
        else if (!present.IsActive)
            write.Outcome = new WriteOutcome { Status = WriteStatus.Done, RestoreData = present.ListId };
        else if (!request.Expected.IsDefault && session.Records.Of(present, fields).Values != request.Expected)
            write.Outcome = new WriteOutcome { Status = WriteStatus.Stale };
        else if (request.Kind == WriteKind.Delete && present.HasOpenBalance)
            write.Outcome = new WriteOutcome { Status = WriteStatus.OpenBalance };
        else
            write.Change = request.Kind == WriteKind.Delete ? CustomerChange.SetActive(present, false) : _changes.Modify(request, present);
    }

    private void PrepareRestore(CustomerWrite write, CustomerState present)
    {
        if (present.IsActive)
            write.Outcome = Done(write, present);
        else
            write.Change = CustomerChange.SetActive(present, true);
    }

    /// <summary>Who has a name in letters only that QuickBooks cannot hold is called after the company, else the address, as if without a name (rule 6.4).</summary>
    private void SetNewName(CustomerWrite write) => write.Change = _changes.Add(
        write.Request,
        session.Names.Take(write.Request.Name, ValueOf(write.Request, nameof(Contact.Company)), ValueOf(write.Request, CanonicalFields.Email)));

    private static string? ValueOf(WriteRequest request, string field) => request.Fields.FirstOrDefault(write => write.Field.Name == field).Value;

    private async Task SendAsync(IReadOnlyList<CustomerWrite> some, CancellationToken cancellationToken)
    {
        var result = await sender.SendAsync(some, cancellationToken).ConfigureAwait(false);
        if (result.Refusal is { } refusal)
        {
            await BearRefusalAsync(some, refusal, cancellationToken).ConfigureAwait(false);
            return;
        }
        var answers = result.Answers!.Where(answer => answer.RequestId is not null).ToLookup(answer => answer.RequestId!, StringComparer.Ordinal);
        foreach (var write in some)
        {
            if (answers[write.RequestId].FirstOrDefault() is { } answer)
                Settle(write, answer);
            else
                write.Fail("NoAnswer", "QuickBooks did not answer this request. The next run tries again.");
        }
    }

    /// <summary>QuickBooks could not read a message and never says where: it is sent in halves, until the one that it cannot read stands alone.</summary>
    private async Task BearRefusalAsync(IReadOnlyList<CustomerWrite> some, LineReply refusal, CancellationToken cancellationToken)
    {
        if (some.Count == 1 || ResultAdvice.Normal(refusal.HResult) != ResultAdvice.Unparsable)
        {
            foreach (var write in some)
                write.Fail(refusal.HResult, $"{refusal.Message.TrimEnd()} {ResultAdvice.Of(refusal.HResult)}");
            return;
        }
        var half = some.Count / 2;
        await SendAsync([.. some.Take(half)], cancellationToken).ConfigureAwait(false);
        await SendAsync([.. some.Skip(half)], cancellationToken).ConfigureAwait(false);
    }

    private void Settle(CustomerWrite write, QbXmlAnswer answer)
    {
        if (!answer.IsError)
            write.Outcome = Done(write, answer.Customer, answer.IsWarning ? $"{answer.Status.ToInvariant()}: {StatusAdvice.Of(answer)}" : null);
        else if (answer.Status == 3200)
            write.Outcome = new WriteOutcome { Status = WriteStatus.Stale };
        else if (answer.Status is 3000 or 3120 && write.Request.Kind != WriteKind.Create)
            write.Outcome = new WriteOutcome { Status = WriteStatus.Gone };
        else if (answer.Status == 3100 && write.Request.Kind == WriteKind.Create && write.Tries < MaxNames)
            SetNewName(write);
        else if (!StatusAdvice.IsTransient(answer) || write.Tries >= MaxTransientTries)
            write.Fail(answer.Status.ToInvariant(), StatusAdvice.Of(answer));
    }

    private WriteOutcome Done(CustomerWrite write, CustomerState? customer, string? warning = null) => new()
    {
        Status = WriteStatus.Done,
        Id = write.Request.Kind is WriteKind.Create or WriteKind.Restore ? customer?.ListId ?? write.Request.Id : null,
        Record = customer is null || write.Request.Kind == WriteKind.Delete ? null : session.Records.Of(customer, fields),
        RestoreData = write.Request.Kind == WriteKind.Delete ? write.Request.Id : null,
        Warning = warning,
    };
}
