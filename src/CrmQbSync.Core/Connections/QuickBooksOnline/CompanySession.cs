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

    /// <summary>Whether a row of the change feed is of a customer that is gone for good.</summary>
    public static bool IsGone(JObject row) => ((string?)row["status"])?.Equals("Deleted", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Every customer, page by page.</summary>
    public async IAsyncEnumerable<IReadOnlyList<JObject>> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = new CustomerPages(Client);
        await foreach (var page in pages.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (var row in page)
            {
                _names.Note((string?)row["FullyQualifiedName"] ?? (string?)row["DisplayName"]);
                _inactive.Note(row);
                if (pages.BeganAt is { } began && CustomerMapping.TimeOf(row, "LastUpdatedTime") >= began - QuickBooksMark.Overlap)
                    _known.NoteRead(row);
            }
            yield return page;
        }
        _inactive.SetComplete();
        _marks.Begin(pages.BeganAt);
    }

    /// <summary>
    /// What changed since a mark. Null where that cannot be told for certain, so that everything is to be read: the mark is too old, or the feed is full, which
    /// it does not say otherwise.
    /// </summary>
    public async Task<IReadOnlyList<JObject>?> ReadChangesAsync(QuickBooksMark last, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (now - last.Since > s_lookBack)
            return null;
        var page = await Client.ChangesAsync(last.Since, cancellationToken).ConfigureAwait(false);
        if (page.Rows.Count >= CustomerQuery.MaxRows)
            return null;
        var rows = page.Rows.Where(row => !IsGone(row)).ToDictionary(CustomerMapping.IdOf, StringComparer.Ordinal);
        var gone = page.Rows.Where(IsGone).ToDictionary(CustomerMapping.IdOf, StringComparer.Ordinal);
        // The feed has told of deletions that were none; and what is pending was changed before the mark.
        var asked = gone.Keys.Concat(last.Pending).Where(id => !rows.ContainsKey(id)).Distinct().ToList();
        foreach (var chunk in asked.Chunk(CustomerQuery.MaxRows))
        {
            var statement = CustomerQuery.Page([CustomerQuery.IdIn(chunk), CustomerQuery.AnyActive], 1);
            foreach (var row in (await Client.QueryAsync(statement, "read changed customers", cancellationToken).ConfigureAwait(false)).Rows)
                rows[CustomerMapping.IdOf(row)] = row;
        }
        foreach (var row in rows.Values)
            _known.NoteRead(row);
        _marks.Begin(page.Time);
        return [.. rows.Values, .. gone.Values.Where(row => !rows.ContainsKey(CustomerMapping.IdOf(row)))];
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
        if (Interlocked.Add(ref _announced, -batch.Count) == 0)
            await _marks.MoveAsync(cancellationToken).ConfigureAwait(false);
        return outcomes;
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();
}
