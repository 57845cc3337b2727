using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using CrmQbSync.Connections;
using CrmQbSync.Contacts;
using CrmQbSync.State;

namespace CrmQbSync.Tests.Doubles;

/// <summary>A connection to a <see cref="MemorySide"/>. It holds its caller to the contract of <see cref="IConnection"/>.</summary>
public sealed class MemoryConnection(MemorySide side, ImmutableArray<FieldRule> rules, Func<string, Intent?>? findIntent, ContractGuard guard) : IConnection
{
    private readonly Lock _gate = new();
    private MemoryReading? _reading;
    private long? _othersChangedUpTo;
    private int _writing;
    private bool _opened;
    private bool _disposed;

    public Side Side => side.Side;

    private string Name => $"{side.Side} connection";

    public async Task<ConnectionTraits> OpenAsync(string? memory, CancellationToken cancellationToken)
    {
        guard.Demand(!_opened, $"{Name}: opened twice");
        _opened = true;
        await AnswerAsync(cancellationToken);
        return new ConnectionTraits
        {
            Fields = [.. rules.Select(rule => rule.Field)],
            StoredForm = new LengthLimits(side.Shape.Limits),
            Identity = side.Shape.Identity,
            MaxBatch = side.Shape.MaxBatch,
            MaxConcurrentBatches = side.Shape.MaxConcurrentBatches,
            MaxQueryIds = side.Shape.MaxQueryIds,
            RequiredFields = RequiredFields,
            NeedsLastName = side.Shape.NeedsLastName,
            NeedsUniqueName = side.Shape.NeedsUniqueName,
            CanRestore = side.Shape.CanRestore,
        };
    }

    public async Task CheckAdministratorAsync(CancellationToken cancellationToken)
    {
        DemandUsable();
        guard.Demand(_reading is null, $"{Name}: administrator checked after reading began (3.4)");
        await AnswerAsync(cancellationToken);
        if (side.RefusesAdministration)
            throw new SyncException(SyncErrorId.NotAdministrator, "The user is no administrator.", "Sign in as one.");
    }

    public async Task<ISideReading> ReadAsync(FieldSet fields, string? mark, CancellationToken cancellationToken)
    {
        DemandUsable();
        guard.Demand(_writing == 0, $"{Name}: reading while writing");
        await AnswerAsync(cancellationToken);
        long? since = mark is null || !side.Shape.TellsChanges ? null : long.Parse(mark, CultureInfo.InvariantCulture);
        _othersChangedUpTo = null;
        _reading = new MemoryReading(side, fields, since, AnswerAsync);
        return _reading;
    }

    public async IAsyncEnumerable<ReadPage> QueryAsync(FieldSet fields, ContactQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DemandUsable();
        guard.Demand(query.Ids is null || query.Ids.Count <= side.Shape.MaxQueryIds, $"{Name}: asked for {query.Ids?.Count} ids at once");
        var found = side.Records
            .Where(record => !side.Unreadable.Contains(record.Id))
            .Where(record => record.Deleted ? side.Shape.KeepsDeleted && (query.Deleted || query.IncludeInactive) : !query.Deleted)
            .Where(record => query.Ids?.Contains(record.Id) ?? true)
            .Where(record => query.Emails is null || query.Emails.Contains(KeyOf(record), StringComparer.OrdinalIgnoreCase))
            .Where(record => query.ModifiedSince is not { } since || record.Modified >= since)
            .Select(record => side.Tell(record, fields))
            .ToArray();
        foreach (var page in found.Chunk(side.Shape.PageSize))
        {
            await AnswerAsync(cancellationToken);
            yield return new ReadPage(page, []);
        }
        if (side.Unreadable.Count > 0)
            yield return new ReadPage([], [.. side.Unreadable.Select(id => new ReadFault(ErrorCodes.BadRow, $"{id} cannot be read.", id))]);
    }

    public async Task<IReadOnlyDictionary<string, string>> KeepAsync(
        FieldSet fields, IReadOnlyCollection<ContactRecord> records, CancellationToken cancellationToken)
    {
        DemandUsable();
        await AnswerAsync(cancellationToken);
        return records.ToDictionary(record => record.Id, record => MemorySide.RestoreData(record.Id));
    }

    public async Task<IReadOnlyList<WriteOutcome>> WriteAsync(FieldSet fields, IReadOnlyList<WriteRequest> batch, CancellationToken cancellationToken)
    {
        DemandUsable();
        guard.Demand(batch.Count > 0 && batch.Count <= side.Shape.MaxBatch, $"{Name}: a batch of {batch.Count}");
        guard.Demand(Interlocked.Increment(ref _writing) <= side.Shape.MaxConcurrentBatches, $"{Name}: too many batches at once");
        guard.Demand(_reading is null || _reading.IsDone, $"{Name}: writing while reading");
        try
        {
            await AnswerAsync(cancellationToken);
            lock (_gate)
            {
                var before = side.Counter;
                var outcomes = batch.Select(request => Write(fields, request)).ToArray();
                if (outcomes.All(outcome => outcome.Status != WriteStatus.Unknown))
                    MoveMark(before);
                return outcomes;
            }
        }
        finally
        {
            Interlocked.Decrement(ref _writing);
        }
    }

    public ValueTask DisposeAsync()
    {
        guard.Demand(!_disposed, $"{Name}: disposed twice");
        guard.Demand(_writing == 0, $"{Name}: disposed while writing");
        _disposed = true;
        return ValueTask.CompletedTask;
    }

    private ImmutableHashSet<string> RequiredFields =>
        side.Shape.NeedsLastName ? [CanonicalFields.Email, CanonicalFields.LastName] : [CanonicalFields.Email];

    private static string KeyOf(MemoryRecord record) => (record[CanonicalFields.Email] ?? "").Split(',', ';')[0].Trim();

    private WriteOutcome Write(FieldSet fields, WriteRequest request)
    {
        DemandProper(request);
        if (side.Answered(request.Token) is { } answered)
            return answered;
        side.BeforeWrite?.Invoke(request);
        if (Refusal(fields, request) is { } refusal)
            return refusal;
        if (side.Faults.FirstOrDefault(fault => fault.Matches(request)) is { } fault)
        {
            if (fault.IsDone)
                side.Carry(request, fields);
            return new WriteOutcome { Status = fault.Status, ErrorCode = fault.Code, ErrorMessage = fault.Message };
        }
        return side.Carry(request, fields);
    }

    private WriteOutcome? Refusal(FieldSet fields, WriteRequest request)
    {
        if (request.Kind == WriteKind.Create)
        {
            return side.Shape.NeedsLastName && request.Fields.All(field => field.Field.Name != CanonicalFields.LastName || string.IsNullOrEmpty(field.Value))
                ? new WriteOutcome { Status = WriteStatus.Failed, ErrorCode = "MANDATORY_NOT_FOUND", ErrorMessage = "LastName is missing." }
                : null;
        }
        var record = side.Find(request.Id!);
        if (request.Kind == WriteKind.Restore)
        {
            return record is { Deleted: true } && request.RestoreData == MemorySide.RestoreData(record.Id)
                ? null
                : new WriteOutcome { Status = WriteStatus.Gone };
        }
        if (record is null || record.Deleted)
            return new WriteOutcome { Status = WriteStatus.Gone };
        if (request.Kind == WriteKind.Delete && record.HasOpenBalance)
            return new WriteOutcome { Status = WriteStatus.OpenBalance };
        return record.Pack(fields) != request.Expected || (side.Shape.HasVersions && request.Version is { } version && version != MemorySide.Version(record))
            ? new WriteOutcome { Status = WriteStatus.Stale }
            : null;
    }

    private void DemandProper(WriteRequest request)
    {
        guard.Demand(request.Token.Length is > 0 and <= 32 && request.Token.All(char.IsAsciiLetterOrDigit), $"{Name}: token '{request.Token}'");
        if (findIntent is not null)
        {
            var intent = findIntent(request.Token);
            guard.Demand(intent is not null, $"{Name}: {request.Kind} of '{request.Id}' is not in the journal");
            guard.Demand(request.Kind != WriteKind.Delete || !side.Shape.CanRestore || intent?.RestoreData == MemorySide.RestoreData(request.Id!),
                $"{Name}: what brings '{request.Id}' back is not in the journal (8.12)");
        }
        guard.Demand(request.Kind == WriteKind.Create == (request.Id is null), $"{Name}: {request.Kind} with id '{request.Id}'");
        guard.Demand(request.Kind != WriteKind.Update || request.Fields.Count > 0, $"{Name}: an update of nothing");
        guard.Demand(request.Fields.Select(field => field.Field.Name).Distinct().Count() == request.Fields.Count, $"{Name}: a field twice");
        guard.Demand(!side.Shape.NeedsUniqueName || request.Kind != WriteKind.Create || !string.IsNullOrWhiteSpace(request.Name), $"{Name}: a new record without a name (6.4)");
        foreach (var write in request.Fields)
        {
            guard.Demand(write.Value is null || new LengthLimits(side.Shape.Limits).Store(write.Field, write.Value).Code is null, $"{Name}: {write.Field} is too long: '{write.Value}'");
            guard.Demand(write.Value is not null || !RequiredFields.Contains(write.Field.Name), $"{Name}: required {write.Field} is cleared");
            guard.Demand(request.Kind != WriteKind.Update || side.Find(request.Id!)?[write.Field.Name] != write.Value || side.BeforeWrite is not null,
                $"{Name}: {write.Field} of {request.Id} already is '{write.Value}' (5.7)");
        }
    }

    /// <summary>As long as nobody else changes anything, the mark may pass what this connection itself wrote.</summary>
    private void MoveMark(long before)
    {
        if (!side.Shape.MarkPassesOwnWrites || _reading is null)
            return;
        if (before != (_othersChangedUpTo ?? _reading.Start))
            return;
        _othersChangedUpTo = side.Counter;
        _reading.PassTo(side.Counter);
    }

    private void DemandUsable()
    {
        guard.Demand(_opened, $"{Name}: used before it was opened");
        guard.Demand(!_disposed, $"{Name}: used after it was disposed");
    }

    private async Task AnswerAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (side.Shape.IsSlow)
            await Task.Yield();
    }
}
