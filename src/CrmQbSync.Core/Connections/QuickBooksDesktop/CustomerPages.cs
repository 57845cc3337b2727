using System.Runtime.CompilerServices;
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
        var answer = await session.QueryAsync(session.Requests.Start(modifiedSince, inactiveToo), cancellationToken).ConfigureAwait(false);
        Task<QbXmlAnswer>? next = null;
        try
        {
            while (true)
            {
                var left = answer.Remaining ?? 0;
                _read += answer.Returned("CustomerRet").Count();
                Expected = _read + left;
                session.NoteRead(_read, left);
                // QuickBooks gathers the next page while this one is made use of.
                next = left > 0 ? session.QueryAsync(session.Requests.Continue(answer.IteratorId ?? ""), cancellationToken) : null;
                yield return Take(answer);
                if (next is null)
                    yield break;
                answer = await next.ConfigureAwait(false);
            }
        }
        finally
        {
            if (next is { IsCompleted: false })
                await Task.WhenAny(next).ConfigureAwait(false);
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
