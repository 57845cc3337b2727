using CrmQbSync.Connections.Http;
using CrmQbSync.Contacts;
using CrmQbSync.Profiles;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>Writes batches of customers. What is refused for its name, or was changed meanwhile, goes into another round of the same batch.</summary>
internal sealed class CustomerWriter(
    AccountingClient client, CustomerMapping mapping, NameRegister names, PresentState present, InactiveCustomers inactive, Action<JObject> noteWritten) : IDisposable
{
    /// <summary>How often a customer that is to be made active again, and that others keep changing, is read again.</summary>
    private const int MaxReadAgain = 3;

    /// <summary>How often a name is refused before the record fails: after the second time everybody who has such a name is known, or nobody can tell.</summary>
    private const int MaxNamesRefused = 10;

    private readonly CustomerBody _bodies = new(mapping);
    private readonly WriteCheck _check = new(mapping);
    private SyncException? _stopped;

    /// <summary>Writes that come soon: what they need is read in long lists.</summary>
    public void Announce(IReadOnlyList<WriteRequest> coming)
    {
        present.Announce(coming.Where(request => request.Id is not null && _bodies.NeedsPresent(request)).Select(request => request.Id!));
        inactive.Announce(coming.Where(request => request.Kind == WriteKind.Create).Select(KeyOf).OfType<string>());
    }

    /// <summary>Writes at most 30 customers.</summary>
    public async Task<IReadOnlyList<WriteOutcome>> WriteAsync(FieldSet fields, IReadOnlyList<WriteRequest> batch, CancellationToken cancellationToken)
    {
        if (_stopped is not null)
            throw _stopped;
        var writes = batch.Select(request => new CustomerWrite(request, fields)).ToList();
        await FindInactiveAsync(writes, cancellationToken).ConfigureAwait(false);
        await ReadPresentAsync(writes.Where(write => write.Request.Id is not null && _bodies.NeedsPresent(write.Request)), cancellationToken).ConfigureAwait(false);
        foreach (var write in writes.Where(write => write.Outcome is null))
            Prepare(write, fields);
        try
        {
            for (var round = 0; writes.Where(write => write.Outcome is null).ToList() is { Count: > 0 } open; round++)
                await SendAsync(open, fields, round, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (writes.Exists(write => write.Outcome is { Status: WriteStatus.Done }))
        {
            // What was answered before the stop is told (rule 8.5).
            foreach (var write in writes.Where(write => write.Outcome is null))
                write.Outcome = Lost("The run was stopped.");
        }
        return [.. writes.Select(write => write.Outcome!)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        present.Dispose();
        inactive.Dispose();
    }

    private static string? KeyOf(WriteRequest request) =>
        EmailAddress.First(request.Fields.FirstOrDefault(write => write.Field.Name == CanonicalFields.Email).Value);

    /// <summary>One that is to be created anew and is only inactive becomes active again.</summary>
    private async Task FindInactiveAsync(List<CustomerWrite> writes, CancellationToken cancellationToken)
    {
        var creates = writes.Where(write => write.Request.Kind == WriteKind.Create && KeyOf(write.Request) is not null).ToList();
        var found = await inactive.TakeAsync([.. creates.Select(write => KeyOf(write.Request)!)], cancellationToken).ConfigureAwait(false);
        if (found.Count == 0)
            return;
        var customers = await present.TakeAsync(found.Values, cancellationToken).ConfigureAwait(false);
        foreach (var write in creates)
        {
            if (!found.TryGetValue(KeyOf(write.Request)!, out var id) || !customers.TryGetValue(id, out var customer)
                || CustomerMapping.IsActive(customer) || !EmailAddress.Comparer.Equals(InactiveCustomers.KeyOf(customer), KeyOf(write.Request)))
            {
                continue;
            }
            write.Present = customer;
            write.Reactivates = true;
        }
    }

    private async Task ReadPresentAsync(IEnumerable<CustomerWrite> writes, CancellationToken cancellationToken)
    {
        var needed = writes.ToList();
        var customers = await present.TakeAsync([.. needed.Select(write => IdOf(write))], cancellationToken).ConfigureAwait(false);
        foreach (var write in needed)
        {
            if (customers.TryGetValue(IdOf(write), out var customer))
                write.Present = customer;
            else
                write.Outcome = new WriteOutcome { Status = WriteStatus.Gone };
        }
    }

    private static string IdOf(CustomerWrite write) => write.Request.Id ?? CustomerMapping.IdOf(write.Present!);

    /// <summary>Holds a write to what was planned, and gives it a name where it needs one.</summary>
    private void Prepare(CustomerWrite write, FieldSet fields)
    {
        var request = write.Request;
        switch (request.Kind)
        {
            case WriteKind.Create when !write.Reactivates:
                write.BaseName = request.Name ?? KeyOf(request)!;
                write.Name = names.Take(write.BaseName);
                break;
            case WriteKind.Create:
                write.Name = write.BaseName = CustomerMapping.NameOf(write.Present!)!;
                break;
            case WriteKind.Restore:
                write.Name = write.BaseName = RestoreData.Read(request.RestoreData)?.Name ?? CustomerMapping.NameOf(write.Present!)!;
                if (CustomerMapping.IsActive(write.Present!))
                    write.Outcome = new WriteOutcome { Status = WriteStatus.Stale };
                break;
            default:
                if (write.Present is { } customer)
                    write.Outcome = Judge(request, customer, fields);
                break;
        }
    }

    /// <summary>Whether a customer still stands as was planned; null if it does. Changes beyond the mapping do no harm, as its newest token is sent.</summary>
    private WriteOutcome? Judge(WriteRequest request, JObject customer, FieldSet fields)
    {
        if (!CustomerMapping.IsActive(customer))
            return new WriteOutcome { Status = WriteStatus.Gone };
        var stands = request.Expected.IsDefault || mapping.Read(customer, fields).Values == request.Expected;
        return stands ? null : new WriteOutcome { Status = WriteStatus.Stale };
    }

    private async Task SendAsync(List<CustomerWrite> open, FieldSet fields, int round, CancellationToken cancellationToken)
    {
        foreach (var write in open)
            write.Body = _bodies.Make(write);
        // Another body is never sent under a key that was used: each round has its own.
        var key = round == 0 ? open[0].Request.Token : $"{open[0].Request.Token}-{round.ToInvariant()}";
        BatchAnswer answer;
        try
        {
            answer = await client.BatchAsync([.. open.Select(write => (write.Body!["Id"] is null ? "create" : "update", write.Body!))], key, cancellationToken).ConfigureAwait(false);
        }
        catch (AnswerLostException lost)
        {
            foreach (var write in open)
                write.Outcome = Lost(lost.Error.Message);
            return;
        }
        // First what was done: a refusal may take further calls, which a stop does not let begin.
        foreach (var at in Enumerable.Range(0, open.Count).OrderBy(at => answer[at] is { } item && QuickBooksFault.In(item) is not null))
            await SettleAsync(open[at], answer[at], answer.Trace, fields, cancellationToken).ConfigureAwait(false);
    }

    private static WriteOutcome Lost(string message) => new()
    {
        Status = WriteStatus.Unknown,
        ErrorMessage = $"{message} The next run finds out whether it was written.",
    };

    private async Task SettleAsync(CustomerWrite write, JObject? item, string? trace, FieldSet fields, CancellationToken cancellationToken)
    {
        if (item is null)
            write.Outcome = Lost("QuickBooks Online's answer leaves this customer out.");
        else if (QuickBooksFault.In(item) is { } fault)
            await RefuseAsync(write, fault, trace, fields, cancellationToken).ConfigureAwait(false);
        else if (item["Customer"] is JObject customer)
            Accept(write, customer, trace, fields);
        else
            write.Outcome = Lost("QuickBooks Online's answer does not show this customer.");
    }

    private void Accept(CustomerWrite write, JObject customer, string? trace, FieldSet fields)
    {
        if (write.Request.Kind == WriteKind.Delete)
        {
            AcceptDeletion(write, customer, trace);
            return;
        }
        if (_check.Find(write, customer) is { } wrong)
        {
            write.Outcome = Failed(write.RefusedInFull?.Code, Told(write, wrong), trace);
            return;
        }
        // Only now: what the run is not told of as done, the next reading has to tell.
        noteWritten(customer);
        write.Outcome = new WriteOutcome
        {
            Status = WriteStatus.Done,
            Id = write.Request.Kind is WriteKind.Create or WriteKind.Restore ? CustomerMapping.IdOf(customer) : null,
            Record = mapping.Read(customer, fields),
            Refused = write.Refused,
            Overwritten = write.Reactivates ? OverwrittenBy(write, customer) : [],
        };
    }

    /// <summary>What a customer that came back held in the fields that were written: of a new record nobody else knows.</summary>
    private IReadOnlyList<FieldWrite> OverwrittenBy(CustomerWrite write, JObject customer) =>
    [
        .. write.Writes.Select(field => new FieldWrite(field.Field, mapping[field.Field.Name].Read(write.Present!)))
            .Where(former => former.Value is not null && former.Value != mapping[former.Field.Name].Read(customer)),
    ];

    private void AcceptDeletion(CustomerWrite write, JObject customer, string? trace)
    {
        if (CustomerMapping.IsActive(customer))
        {
            write.Outcome = Failed(null, "QuickBooks Online answered without an error but left the customer active.", trace);
            return;
        }
        noteWritten(customer);
        write.Outcome = new WriteOutcome { Status = WriteStatus.Done, RestoreData = new RestoreData(CustomerMapping.IdOf(customer), CustomerMapping.NameOf(customer)).Write() };
    }

    private async Task RefuseAsync(CustomerWrite write, QuickBooksFault fault, string? trace, FieldSet fields, CancellationToken cancellationToken)
    {
        switch (fault.Code)
        {
            case FaultCodes.NameTaken when write.BaseName is not null && write.NamesRefused < MaxNamesRefused:
                await RenameAsync(write, cancellationToken).ConfigureAwait(false);
                break;
            case FaultCodes.Stale when write.Request.Kind is WriteKind.Update or WriteKind.Delete:
                write.Outcome = new WriteOutcome { Status = WriteStatus.Stale };
                break;
            case FaultCodes.Stale when write.ReadAgain++ < MaxReadAgain && write.Present is not null:
                await ReadPresentAsync([write], cancellationToken).ConfigureAwait(false);
                break;
            case var code when FaultCodes.MayConcernRest(code) && CustomerBody.IsFull(write):
                // Something that the customer shows must not be sent back; what is to be cleared is sent as a blank instead.
                write.RefusedInFull = fault;
                break;
            case FaultCodes.NotFound when write.Request.Kind is not WriteKind.Create:
                write.Outcome = new WriteOutcome { Status = WriteStatus.Gone };
                break;
            case FaultCodes.OpenBalance when write.Request.Kind == WriteKind.Delete:
                write.Outcome = new WriteOutcome { Status = WriteStatus.OpenBalance };
                break;
            case var code when FaultCodes.ConcernsValue(code) && Leaves(write, fault, trace):
                break;
            case FaultCodes.RequestRepeated:
                await FindOutAsync(write, fault, trace, fields, cancellationToken).ConfigureAwait(false);
                break;
            default:
                write.Outcome = Failed(fault.Code, Told(write, fault.Message), trace);
                if (FaultCodes.ConcernsCompany(fault.Code))
                    _stopped ??= Stop(fault, trace);
                break;
        }
    }

    /// <summary>Takes a refused value out of a write; false if it cannot be told which, or nothing would be left: an address is never missing from a new record.</summary>
    private bool Leaves(CustomerWrite write, QuickBooksFault fault, string? trace)
    {
        var refused = write.Writes.Where(field => mapping.IsMeant(field.Field, fault)).ToList();
        var isNeeded = write.Request.Kind != WriteKind.Update && refused.Any(field => field.Field.Name == CanonicalFields.Email);
        if (refused.Count == 0 || isNeeded || refused.Count == write.Writes.Count)
            return false;
        write.Refused.AddRange(refused.Select(field => new RefusedValue(field.Field.Name, fault.Code, Traced(fault.Message, trace))));
        return true;
    }

    /// <summary>The next number; after a second refusal it is asked who has which.</summary>
    private async Task RenameAsync(CustomerWrite write, CancellationToken cancellationToken)
    {
        names.Note(write.Name);
        if (++write.NamesRefused > 1)
            await names.AskAsync(write.BaseName!, cancellationToken).ConfigureAwait(false);
        write.Name = names.Take(write.BaseName!);
    }

    /// <summary>The key was used before: the write was done, or one under way at the time was. The customer itself tells.</summary>
    private async Task FindOutAsync(CustomerWrite write, QuickBooksFault fault, string? trace, FieldSet fields, CancellationToken cancellationToken)
    {
        string[] conditions = write.Body!["Id"] is { } id
            ? [CustomerQuery.IdIn([(string)id!]), CustomerQuery.AnyActive]
            : [CustomerQuery.NameIs(write.Name!), CustomerQuery.AnyActive];
        var page = await client.QueryAsync(CustomerQuery.Page(conditions, 1), "look whether a write was done", cancellationToken).ConfigureAwait(false);
        var done = page.Rows.FirstOrDefault(row => CustomerMapping.IsActive(row) == (write.Request.Kind != WriteKind.Delete) && _check.Find(write, row) is null);
        if (done is not null)
            Accept(write, done, trace, fields);
        else
            write.Outcome = Failed(fault.Code, fault.Message, trace);
    }

    private static WriteOutcome Failed(string? code, string message, string? trace) => new()
    {
        Status = WriteStatus.Failed,
        ErrorCode = code,
        ErrorMessage = Traced(message, trace),
    };

    /// <summary>What went wrong, with what made the write go another way than it should.</summary>
    private static string Told(CustomerWrite write, string message) =>
        write.RefusedInFull is { } fault ? $"{message} Clearing it with everything else as it stands was refused: {fault.Code}: {fault.Message}" : message;

    private static string Traced(string message, string? trace) => trace is null ? message : $"{message} (intuit_tid {trace})";

    private static SyncException Stop(QuickBooksFault fault, string? trace) => new(
        SyncErrorId.ServiceRejected,
        $"QuickBooks Online lets nothing be written to this company: {fault.Code}: {Traced(fault.Message, trace)}",
        fault.Code == FaultCodes.SubscriptionEnded
            ? "Renew the company's QuickBooks subscription, then run again."
            : "Let a company administrator connect again with Connect-QbAccount, then run again.");
}
