using System.Runtime.CompilerServices;
using System.Text;
using CrmQbSync.Contacts;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>Looks customers up: by id, address, time, or those that are inactive.</summary>
internal sealed class CustomerSearch(AccountingClient client, CustomerMapping mapping, ContactQuery query, WaitingCustomers waiting)
{
    private readonly HashSet<string>? _emails = query.Emails?.ToHashSet(EmailAddress.Comparer);
    private readonly HashSet<string>? _ids = query.Ids?.ToHashSet(StringComparer.Ordinal);

    /// <summary>The customers, each once.</summary>
    public async IAsyncEnumerable<IReadOnlyList<JObject>> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var rows in RowsAsync(cancellationToken).ConfigureAwait(false))
        {
            var page = rows.Where(Passes).Where(row => seen.Add(CustomerMapping.IdOf(row))).ToList();
            if (page.Count > 0)
                yield return page;
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<JObject>> RowsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_ids is not null && waiting.Take(_ids) is { } ahead)
        {
            yield return ahead;
            yield break;
        }
        foreach (var selection in Selections())
        {
            string[] conditions = [ActiveCondition(), .. selection, .. TimeCondition()];
            await foreach (var page in client.QueryAllAsync(conditions, "look customers up", cancellationToken).ConfigureAwait(false))
            {
                if (_ids is not null)
                    waiting.Note(page.Rows);
                yield return page.Rows;
            }
        }
    }

    /// <summary>The conditions of each query; one query without any where everything is to be read.</summary>
    private IEnumerable<string[]> Selections()
    {
        // An id that is no number is none of this service; a query for it would be refused.
        if (_ids is not null)
            return _ids.Where(id => id.Length > 0 && id.All(char.IsAsciiDigit)).Chunk(CustomerQuery.MaxRows).Select(ids => new[] { CustomerQuery.IdIn(ids) });
        if (_emails is null)
            return [[]];
        // How others than ASCII are spelled there is not certain.
        if (!_emails.All(email => Ascii.IsValid(email)))
            return [[]];
        // A field that holds several addresses is none of them; all such fields are fewer calls than a search for each address.
        return _emails.Count == 1
            ? [[CustomerQuery.EmailHolds(_emails.Single())]]
            : _emails.Chunk(CustomerQuery.MaxRows).Select(emails => new[] { CustomerQuery.EmailIn(emails) }).Append([CustomerQuery.SeveralEmails]);
    }

    private string ActiveCondition() => query switch
    {
        { Deleted: true } => "Active = false",
        { IncludeInactive: true } => CustomerQuery.AnyActive,
        _ => "Active = true",
    };

    private string[] TimeCondition() => query.ModifiedSince is { } since ? [CustomerQuery.ChangedSince(since)] : [];

    private bool Passes(JObject row) =>
        (query.Deleted ? !CustomerMapping.IsActive(row) : query.IncludeInactive || CustomerMapping.IsActive(row))
        && (_ids is null || _ids.Contains(CustomerMapping.IdOf(row)))
        && (_emails is null || (EmailOf(row) is { } email && _emails.Contains(email)))
        && (query.ModifiedSince is not { } since || CustomerMapping.TimeOf(row, "LastUpdatedTime") is not { } updated || updated >= since.AddSeconds(-1));

    private string? EmailOf(JObject row) => EmailAddress.First(mapping[CanonicalFields.Email].Read(row));
}
