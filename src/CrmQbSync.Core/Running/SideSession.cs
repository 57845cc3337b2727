using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using CrmQbSync.Connections;
using CrmQbSync.Contacts;

namespace CrmQbSync.Running;

/// <summary>A connection in use by a run.</summary>
internal sealed class SideSession(IConnection connection, ConnectionTraits traits) : IAsyncDisposable
{
    public IConnection Connection { get; } = connection;

    public ConnectionTraits Traits { get; } = traits;

    public Side Side => Connection.Side;

    /// <summary>The reading of the run; null before it began.</summary>
    public ISideReading? Reading { get; set; }

    /// <summary>How many records were read.</summary>
    public int Read { get; set; }

    /// <summary>How many of them exist (are not deleted).</summary>
    public int Existing { get; set; }

    /// <summary>The records of these ids, as far as they exist, in lists as long as the service takes.</summary>
    public async Task<List<ContactRecord>> LookUpAsync(FieldSet fields, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var found = new List<ContactRecord>();
        foreach (var chunk in ids.Chunk(Traits.MaxQueryIds))
        {
            await foreach (var page in Connection.QueryAsync(fields, new ContactQuery { Ids = chunk }, cancellationToken).ConfigureAwait(false))
                found.AddRange(page.Records);
        }
        return found;
    }

    /// <summary>What brings back the records that are about to be deleted, by id.</summary>
    public async Task<IReadOnlyDictionary<string, string>> KeepAsync(
        FieldSet fields, IReadOnlyCollection<ContactRecord> records, CancellationToken cancellationToken) => records.Count == 0 || !Traits.CanRestore
            ? ImmutableDictionary<string, string>.Empty
            : await Connection.KeepAsync(fields, records, cancellationToken).ConfigureAwait(false);

    /// <summary>Pages that a user asks for; where they end too soon, the connection is told why before it is closed.</summary>
    public async IAsyncEnumerable<ReadPage> ReadPagesAsync(
        SyncProfile profile, FieldSet fields, ContactQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = Connection.QueryAsync(fields, query, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var scope = pages.ConfigureAwait(false);
        while (true)
        {
            try
            {
                if (!await pages.MoveNextAsync().ConfigureAwait(false))
                    yield break;
            }
            catch (Exception exception)
            {
                NoteFailure(profile, exception);
                throw;
            }
            yield return pages.Current;
        }
    }

    /// <summary>Tells the connection that the work was not done.</summary>
    public void NoteFailure(SyncProfile profile, Exception failure) => Failures.Note(Connection, profile, failure);

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
