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
    private readonly bool _looksUp;
    private readonly RememberedVersions _versions;
    private readonly PresentState _present;
    private readonly WaitingCustomers _waiting;
    private int _announced;
    private int _written;

    /// <summary>A session.</summary>
    /// <param name="client">The calls.</param>
    /// <param name="mapping">Which field is which member.</param>
    /// <param name="last">What the last run remembered; null if there was none.</param>
    /// <param name="looksUp">Whether runs look customers up before they write: those whose contact was deleted.</param>
    public CompanySession(AccountingClient client, CustomerMapping mapping, QuickBooksMark? last, bool looksUp)
    {
        Client = client;
        _mapping = mapping;
        _names = new NameRegister(client);
        _inactive = new InactiveCustomers(client);
        _present = new PresentState(client);
        _versions = new RememberedVersions(last?.Versions, mapping);
        _writer = new CustomerWriter(client, mapping, _names, _present, _inactive, NoteWritten);
        client.RefusesQueriesInBatches = last?.RefusesQueriesInBatches == true;
        _marks = new MarkKeeper(client, _known);
        _looksUp = looksUp;
        _waiting = new WaitingCustomers(looksUp);
    }

    /// <summary>The calls.</summary>
    public AccountingClient Client { get; }

    /// <summary>From where the next reading goes on; null before a reading ended.</summary>
    public QuickBooksMark? Mark => _marks.Mark is { } mark
        ? mark with
        {
            Waiting = _waiting.Rows,
            RefusesQueriesInBatches = Client.RefusesQueriesInBatches,
            FillsFeed = _marks.FillsFeed,
            Versions = _versions.Write(),
            Inactive = _inactive.Write(),
        }
        : null;

    /// <summary>Every customer, page by page.</summary>
    public async IAsyncEnumerable<IReadOnlyList<ContactRecord>> ReadAllAsync(FieldSet fields, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _versions.Clear();
        _inactive.Clear();
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
            yield return [.. page.Select(row => Read(row, fields))];
        }
        _inactive.SetComplete();
        await _marks.BeginWithAllAsync(pages.BeganAt, older, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// What changed since a mark. Null where that cannot be told for certain, so that everything is to be read: the mark is too old, or there are fewer customers
    /// than there should be.
    /// </summary>
    public async Task<IReadOnlyList<ContactRecord>?> ReadChangesAsync(FieldSet fields, QuickBooksMark last, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (now - last.Since > s_lookBack)
            return null;
        var changes = new CustomerChanges(Client, last);
        await changes.ReadAsync(_looksUp && MarkKeeper.IsCountedWithChanges(last, now), cancellationToken).ConfigureAwait(false);
        await changes.AskAsync(MarkKeeper.IsCountDue(last, changes, mayLookUp: _looksUp && last.Waiting is null), cancellationToken).ConfigureAwait(false);
        if (!_marks.BeginWithChanges(last, changes))
            return null;
        _waiting.Begin(last.Waiting, changes);
        _inactive.GoOn(last.Inactive);
        foreach (var row in changes.Gone)
            _inactive.Forget(CustomerMapping.IdOf(row));
        foreach (var row in changes.Rows)
        {
            _known.NoteRead(row);
            _inactive.Note(row);
        }
        return [.. changes.Rows.Select(row => Read(row, fields)), .. changes.Gone.Select(CustomerMapping.Gone)];
    }

    /// <summary>Customers that are looked up, each once.</summary>
    public IAsyncEnumerable<IReadOnlyList<JObject>> SearchAsync(ContactQuery query, CancellationToken cancellationToken) =>
        new CustomerSearch(Client, _mapping, query, _waiting).RunAsync(cancellationToken);

    /// <summary>Writes that come soon.</summary>
    public void Announce(IReadOnlyList<WriteRequest> coming)
    {
        _waiting.End();
        _written += coming.Count;
        Volatile.Write(ref _announced, coming.Count);
        _writer.Announce([.. coming.Select(Versioned)]);
    }

    /// <summary>Writes a batch.</summary>
    public async Task<IReadOnlyList<WriteOutcome>> WriteAsync(FieldSet fields, IReadOnlyList<WriteRequest> batch, CancellationToken cancellationToken)
    {
        var outcomes = await _writer.WriteAsync(fields, [.. batch.Select(Versioned)], cancellationToken).ConfigureAwait(false);
        foreach (var (request, outcome) in batch.Zip(outcomes))
        {
            if (outcome is { Status: WriteStatus.Done, Record: { } record })
                _versions.Note(record);
            else if (outcome.Status == WriteStatus.OpenBalance)
                _waiting.NoteOwed(request.Id!);
        }
        if (outcomes.Any(outcome => outcome.Status == WriteStatus.Unknown))
            _marks.Stay();
        if (outcomes.Any(outcome => outcome.Status == WriteStatus.Gone))
            _marks.Doubt();
        if (Interlocked.Add(ref _announced, -batch.Count) == 0)
            await _marks.MoveAsync(((_written + CustomerQuery.MaxRows - 1) / CustomerQuery.MaxRows) - _present.Calls, cancellationToken).ConfigureAwait(false);
        return outcomes;
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void NoteWritten(JObject customer)
    {
        _known.NoteWrite(customer);
        _inactive.Note(customer);
        _waiting.Note([customer]);
    }

    /// <summary>An update with the version that the customer was last seen in, where this run did not read it.</summary>
    private WriteRequest Versioned(WriteRequest request) => request is { Kind: WriteKind.Update, Id: { } id, Version: null }
        ? request with { Version = _versions.Find(id, request.Expected) }
        : request;

    private ContactRecord Read(JObject row, FieldSet fields)
    {
        var record = _mapping.Read(row, fields);
        _versions.Note(record);
        return record;
    }
}
