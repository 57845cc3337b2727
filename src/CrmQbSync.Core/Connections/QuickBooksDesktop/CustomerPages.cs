using System.Runtime.CompilerServices;
using System.Xml.Linq;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>Reads customers page by page with an iterator.</summary>
internal sealed class CustomerPages(DesktopSession session, FieldSet fields)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private long _read;

    /// <summary>How many there are; null before the first page.</summary>
    public long? Expected { get; private set; }

    /// <summary>The latest TimeModified seen, QuickBooks' own local time.</summary>
    public DateTime? Latest { get; private set; }

    /// <summary>All customers, or those modified since a local time.</summary>
    public async IAsyncEnumerable<ReadPage> ReadAsync(DateTime? modifiedSince, bool inactiveToo, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var page = await session.QueryAsync(session.Requests.Start(modifiedSince, inactiveToo), null, cancellationToken).ConfigureAwait(false);
        Task<QbXmlPage>? next = null;
        try
        {
            while (true)
            {
                var left = page.Head.Remaining ?? 0;
                // QuickBooks gathers the next page while this one is made use of; only the last page is not a full one.
                if (left > 0)
                {
                    session.NoteRead(_read + QbXmlRequests.PageSize, left);
                    var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    next = session.QueryAsync(session.Requests.Continue(page.Head.IteratorId ?? ""), taken.SetResult, cancellationToken);
                    // Before QuickBooks is at work, reading would only take the processor from the Web Connector and its next calls.
                    await Task.WhenAny(taken.Task, next).ConfigureAwait(false);
                }
                var records = Take(page);
                Expected = _read + left;
                session.NoteRead(_read, left);
                yield return new ReadPage(records, []);
                if (next is null)
                    yield break;
                page.Dispose();
                page = await next.ConfigureAwait(false);
                next = null;
            }
        }
        finally
        {
            page.Dispose();
            // A request that the Web Connector already has is answered, whoever still wants to know.
            if (next is not null && await Task.WhenAny(next).ConfigureAwait(false) is { IsCompletedSuccessfully: true } unread)
                (await unread.ConfigureAwait(false)).Dispose();
        }
    }

    /// <summary>The customers that were deleted since a day.</summary>
    public static async Task<List<ContactRecord>> DeletedAsync(DesktopSession session, DateTime day, CancellationToken cancellationToken)
    {
        using var page = await session.QueryAsync(session.Requests.DeletedSince(day), null, cancellationToken).ConfigureAwait(false);
        return [.. page.Records("ListDeletedRet", reader => (XElement)XNode.ReadFrom(reader)).Select(ret => (string?)ret.Element("ListID")).OfType<string>().Distinct(StringComparer.Ordinal).Select(CustomerRecords.Deleted)];
    }

    private List<ContactRecord> Take(QbXmlPage page)
    {
        var records = new List<ContactRecord>(QbXmlRequests.PageSize);
        foreach (var customer in page.Records("CustomerRet", CustomerState.Read))
        {
            _read++;
            session.Names.Note(customer.Name);
            if (QuickBooksTime.Clock(customer.TimeModified) is { } modified && !(modified <= Latest))
                Latest = modified;
            // One that is modified while an iterator is open may come twice; the next reading brings what it is by then.
            if (_seen.Add(customer.ListId))
                records.Add(session.Records.Of(customer, fields));
        }
        return records;
    }
}
