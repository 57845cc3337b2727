using System.Runtime.CompilerServices;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>Reads customers page by page with an iterator.</summary>
internal sealed class CustomerPages(DesktopSession session, FieldSet fields)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>How many there are; null before the first page.</summary>
    public long? Expected { get; private set; }

    /// <summary>The latest TimeModified seen, QuickBooks' own local time.</summary>
    public DateTime? Latest { get; private set; }

    /// <summary>All customers, or those modified since a local time.</summary>
    public async IAsyncEnumerable<ReadPage> ReadAsync(DateTime? modifiedSince, bool inactiveToo, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var answer = await session.QueryAsync(session.Requests.Start(modifiedSince, inactiveToo), cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var page = Take(answer);
            var left = answer.Remaining ?? 0;
            Expected = _seen.Count + left;
            session.NoteRead(_seen.Count, left);
            yield return page;
            if (left == 0)
                yield break;
            answer = await session.QueryAsync(session.Requests.Continue(answer.IteratorId ?? ""), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The customers that were deleted since a day.</summary>
    public static async Task<List<ContactRecord>> DeletedAsync(DesktopSession session, DateTime day, CancellationToken cancellationToken)
    {
        var answer = await session.QueryAsync(session.Requests.DeletedSince(day), cancellationToken).ConfigureAwait(false);
        return [.. answer.Returned("ListDeletedRet").Select(ret => (string?)ret.Element("ListID")).OfType<string>().Distinct(StringComparer.Ordinal).Select(CustomerRecords.Deleted)];
    }

    private ReadPage Take(QbXmlAnswer answer)
    {
        var records = new List<ContactRecord>();
        foreach (var ret in answer.Returned("CustomerRet"))
        {
            var customer = CustomerState.Read(ret);
            session.Names.Note(customer.Name);
            if (QuickBooksTime.Clock(customer.TimeModified) is { } modified && !(modified <= Latest))
                Latest = modified;
            // One that is modified while an iterator is open may come twice; the next reading brings what it is by then.
            if (_seen.Add(customer.ListId))
                records.Add(session.Records.Of(customer, fields));
        }
        return new ReadPage(records, []);
    }
}
