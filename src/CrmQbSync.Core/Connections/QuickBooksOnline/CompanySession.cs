using System.Runtime.CompilerServices;
using CrmQbSync.Contacts;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>What a connection has learnt of its company in this run, and what it does there.</summary>
internal sealed class CompanySession : IDisposable
{
    /// <summary>Change data capture goes back 30 days; a day is kept free for clocks that differ.</summary>
    private static readonly TimeSpan s_lookBack = TimeSpan.FromDays(29);

    private readonly CustomerMapping _mapping;
    private readonly NameRegister _names;
    private readonly InactiveCustomers _inactive;
    private readonly KnownVersions _known = new();
    private readonly CustomerWriter _writer;
    private readonly MarkKeeper _marks;
    private int _announced;

    /// <summary>A session.</summary>
    public CompanySession(AccountingClient client, CustomerMapping mapping)
    {
        Client = client;
        _mapping = mapping;
        _names = new NameRegister(client);
        _inactive = new InactiveCustomers(client);
        _writer = new CustomerWriter(client, mapping, _names, new PresentState(client), _inactive, _known);
        _marks = new MarkKeeper(client, _known);
    }

    /// <summary>The calls.</summary>
    public AccountingClient Client { get; }

    /// <summary>From where the next reading goes on; null before a reading ended.</summary>
    public QuickBooksMark? Mark => _marks.Mark;

    /// <summary>Every customer, page by page.</summary>
    public async IAsyncEnumerable<IReadOnlyList<JObject>> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = new CustomerPages(Client, CustomerQuery.AnyActive);
        var older = 0;
        await foreach (var page in pages.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var since = pages.BeganAt - QuickBooksMark.Overlap;
            foreach (var row in page)
            {
                _names.Note((string?)row["FullyQualifiedName"] ?? (string?)row["DisplayName"]);
                _inactive.Note(row);
                if (CustomerMapping.TimeOf(row, "LastUpdatedTime") >= since)
                    _known.NoteRead(row);
                older += CustomerMapping.TimeOf(row, "CreateTime") < since ? 1 : 0;
            }
            yield return page;
        }
        _inactive.SetComplete();
        await _marks.BeginWithAllAsync(pages.BeganAt, older, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// What changed since a mark. Null where that cannot be told for certain, so that everything is to be read: the mark is too old, or there are fewer customers
    /// than there should be.
    /// </summary>
    public async Task<IReadOnlyList<JObject>?> ReadChangesAsync(QuickBooksMark last, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (now - last.Since > s_lookBack)
            return null;
        var changes = new CustomerChanges(Client, last);
        await changes.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (!await _marks.BeginWithChangesAsync(last, changes, cancellationToken).ConfigureAwait(false))
            return null;
        foreach (var row in changes.Rows)
            _known.NoteRead(row);
        return [.. changes.Rows, .. changes.Gone];
    }

    /// <summary>Writes that come soon.</summary>
    public void Announce(IReadOnlyList<WriteRequest> coming)
    {
        Volatile.Write(ref _announced, coming.Count);
        _writer.Announce(coming);
    }

    /// <summary>Writes a batch.</summary>
    public async Task<IReadOnlyList<WriteOutcome>> WriteAsync(FieldSet fields, IReadOnlyList<WriteRequest> batch, CancellationToken cancellationToken)
    {
        var outcomes = await _writer.WriteAsync(fields, batch, cancellationToken).ConfigureAwait(false);
        if (outcomes.Any(outcome => outcome.Status == WriteStatus.Unknown))
            _marks.Stay();
        if (outcomes.Any(outcome => outcome.Status == WriteStatus.Gone))
            _marks.Doubt();
        if (Interlocked.Add(ref _announced, -batch.Count) == 0)
            await _marks.MoveAsync(cancellationToken).ConfigureAwait(false);
        return outcomes;
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();
}
