using CrmQbSync.Contacts;

namespace CrmQbSync.Connections;

/// <summary>
/// One system on one side. A connection reads, reports changes and writes; it decides nothing. Everything peculiar to its system
/// (names, limits, tokens, status codes) stays behind this interface. It is used by one run at a time; reading and writing never overlap,
/// but several batches may be written at once (<see cref="ConnectionTraits.MaxConcurrentBatches"/>).
/// </summary>
/// <remarks>Every method throws <see cref="SyncException"/> when the run cannot go on, and never for a single record.</remarks>
public interface IConnection : IAsyncDisposable
{
    /// <summary>The side it is on.</summary>
    Side Side { get; }

    /// <summary>
    /// Makes the connection usable: looks at headers or metadata, signs in. Writes nothing. Called once, first.
    /// </summary>
    /// <param name="memory">What the connection remembered at the end of the last finished run (<see cref="ISideReading.Mark"/>); null at first.</param>
    /// <param name="cancellationToken">
    /// Stops all that the connection is opened for: once it is cancelled no request begins any more, whatever moment the token of a later call grants to those
    /// under way (rule 8.5).
    /// </param>
    Task<ConnectionTraits> OpenAsync(string? memory, CancellationToken cancellationToken);

    /// <summary>Rule 3.4: makes sure that the signed-in user is an active administrator; a side without users has nothing to check.</summary>
    Task CheckAdministratorAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Starts a reading for a run: all records, or what changed since the mark where the connection can tell
    /// (<see cref="ISideReading.IsFull"/> says which).
    /// </summary>
    /// <param name="fields">The fields to read, and the order in which values are packed.</param>
    /// <param name="mark">The mark of the last finished run; null for a reading of everything.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<ISideReading> ReadAsync(FieldSet fields, string? mark, CancellationToken cancellationToken);

    /// <summary>Streams the records that a user or the engine asks for, as pages come. Deleted and inactive ones only if asked for.</summary>
    IAsyncEnumerable<ReadPage> QueryAsync(FieldSet fields, ContactQuery query, CancellationToken cancellationToken);

    /// <summary>Tells, before the first batch, how many records the run is about to write there; for showing progress only.</summary>
    void ExpectWrites(int count)
    {
    }

    /// <summary>
    /// Tells what will be written next, before the first of its batches: everything until the next such call, whose batches then come in this order. A
    /// connection that has to look something up for its writes can do that for many of them at once. Does nothing by itself.
    /// </summary>
    void Announce(IReadOnlyList<WriteRequest> coming)
    {
    }

    /// <summary>
    /// Tells, before the disposal, that the work which the connection was opened for was not done: for a connection at whose other end somebody waits to hear
    /// how it went. Work that went well is not told of.
    /// </summary>
    /// <param name="reason">Why, in sentences for a person; without anything secret.</param>
    void NoteFailure(string reason)
    {
    }

    /// <summary>
    /// What will bring back the records that are about to be deleted, by id; it is journaled before the deletion is sent, so that a deletion whose answer
    /// never comes can be undone too (rule 8.12). Without those that cannot be brought back. Asked before the first write.
    /// </summary>
    Task<IReadOnlyDictionary<string, string>> KeepAsync(FieldSet fields, IReadOnlyCollection<ContactRecord> records, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a batch of at most <see cref="ConnectionTraits.MaxBatch"/> records. Gives one outcome a request, in their order.
    /// A record that does not stand as <see cref="WriteRequest.Expected"/> says is not written: <see cref="WriteStatus.Stale"/>.
    /// </summary>
    Task<IReadOnlyList<WriteOutcome>> WriteAsync(FieldSet fields, IReadOnlyList<WriteRequest> batch, CancellationToken cancellationToken);
}
