using System.Collections.Immutable;
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

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
