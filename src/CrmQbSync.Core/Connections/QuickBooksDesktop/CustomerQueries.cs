using System.Runtime.CompilerServices;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>Looks up the customers that a user or the engine asks for.</summary>
internal sealed class CustomerQueries(DesktopSession session, FieldSet fields, ContactQuery query, DateTimeOffset now)
{
    /// <summary>The customers, as pages come.</summary>
    public IAsyncEnumerable<ReadPage> ReadAsync(CancellationToken cancellationToken)
    {
        if (query.Deleted)
            return DeletedAsync(cancellationToken);
        return query.Ids is { } ids ? ByIdsAsync(ids, cancellationToken) : FilteredAsync(cancellationToken);
    }

    /// <summary>Customers as they stand, by ListID; those that are gone are missing.</summary>
    public static async Task<Dictionary<string, CustomerState>> StatesAsync(DesktopSession session, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, CustomerState>(StringComparer.Ordinal);
        foreach (var chunk in ids.Where(IsListId).Distinct(StringComparer.Ordinal).Chunk(QbXmlRequests.PageSize))
        {
            foreach (var customer in await LookUpAsync(session, chunk, cancellationToken).ConfigureAwait(false))
                found[customer.ListId] = customer;
        }
        return found;
    }

    /// <summary>An id that can be none would make QuickBooks refuse the whole question.</summary>
    private static bool IsListId(string id) => id.Length is > 0 and <= 36 && id.All(sign => char.IsAsciiLetterOrDigit(sign) || sign == '-');

    private static async Task<List<CustomerState>> LookUpAsync(DesktopSession session, string[] ids, CancellationToken cancellationToken)
    {
        var reply = await session.SendAsync(session.Requests.ByIds(ids), cancellationToken).ConfigureAwait(false);
        if (reply.IsLost || reply.HResult.Length > 0)
            throw DesktopSession.Refused(reply);
        var answer = QbXmlText.Read(reply.Response).Single;
        // One that is gone may be told by an error about that one alone; then each is asked for by itself.
        if (answer.IsError && answer.Status is 3000 or 3120)
        {
            if (ids.Length == 1)
                return [];
            var half = ids.Length / 2;
            return
            [
                .. await LookUpAsync(session, ids[..half], cancellationToken).ConfigureAwait(false),
                .. await LookUpAsync(session, ids[half..], cancellationToken).ConfigureAwait(false),
            ];
        }
        if (answer.IsError)
            throw new SyncException(SyncErrorId.ServiceRejected, $"QuickBooks refused to read customers: {answer.Message} (status {answer.Status.ToInvariant()})", StatusAdvice.For(answer.Status));
        return [.. answer.Customers];
    }

    private async IAsyncEnumerable<ReadPage> ByIdsAsync(IEnumerable<string> ids, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var chunk in ids.Distinct(StringComparer.Ordinal).Chunk(QbXmlRequests.PageSize))
        {
            var found = await StatesAsync(session, chunk, cancellationToken).ConfigureAwait(false);
            yield return new ReadPage([.. found.Values.Select(customer => session.Records.Of(customer, fields)).Where(Passes)], []);
        }
    }

    private async IAsyncEnumerable<ReadPage> FilteredAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // QuickBooks takes its own local time, which is not known exactly: a day earlier is early enough anywhere, and the rest is left out here.
        var since = query.ModifiedSince?.UtcDateTime.AddDays(-1);
        await foreach (var page in new CustomerPages(session, fields).ReadAsync(since, query.IncludeInactive, cancellationToken).ConfigureAwait(false))
            yield return new ReadPage([.. page.Records.Where(Passes)], []);
    }

    private async IAsyncEnumerable<ReadPage> DeletedAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var oldest = now.UtcDateTime.AddDays(-89);
        var day = query.ModifiedSince is { } since && since.UtcDateTime.AddDays(-1) > oldest ? since.UtcDateTime.AddDays(-1) : oldest;
        var deleted = await CustomerPages.DeletedAsync(session, day, cancellationToken).ConfigureAwait(false);
        // Of one that is gone only the id is known.
        if (query.Emails is null)
            yield return new ReadPage([.. deleted.Where(record => query.Ids is null || query.Ids.Contains(record.Id))], []);
        await foreach (var page in new CustomerPages(session, fields).ReadAsync(query.ModifiedSince?.UtcDateTime.AddDays(-1), inactiveToo: true, cancellationToken).ConfigureAwait(false))
            yield return new ReadPage([.. page.Records.Where(record => record.Deleted && Matches(record))], []);
    }

    private bool Passes(ContactRecord record) => (query.IncludeInactive || !record.Deleted) && Matches(record);

    private bool Matches(ContactRecord record) =>
        (query.Ids is null || query.Ids.Contains(record.Id))
        && (query.ModifiedSince is null || record.ModifiedTime is null || record.ModifiedTime >= query.ModifiedSince)
        && (query.Emails is null || (EmailAddress.First(record.Values.Get(FieldSet.EmailIndex, fields.Count)) is { } key && query.Emails.Contains(key, EmailAddress.Comparer)));
}
