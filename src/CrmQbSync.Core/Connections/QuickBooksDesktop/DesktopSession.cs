using System.Globalization;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>The open way to the right company file: what the parts of the connection share.</summary>
internal sealed class DesktopSession(IQuickBooksLine line, decimal version, FieldMap map, CustomerRecords records, string fileId, CancellationToken stop)
{
    private int _percent;

    /// <summary>The requests in the version that QuickBooks has.</summary>
    public QbXmlRequests Requests { get; } = new(map, version.ToString("0.0", CultureInfo.InvariantCulture));

    /// <summary>Which field is what.</summary>
    public FieldMap Map => map;

    /// <summary>Makes records.</summary>
    public CustomerRecords Records => records;

    /// <summary>The company file's id.</summary>
    public string FileId => fileId;

    /// <summary>Names in use, as far as seen.</summary>
    public CustomerNames Names { get; } = new();

    /// <summary>How many records the run means to write; null before it knows.</summary>
    public int? Announced { get; set; }

    /// <summary>How many it has written.</summary>
    public int Written { get; set; }

    /// <summary>Whether nothing is on its way to QuickBooks and back.</summary>
    public bool IsIdle { get; private set; } = true;

    /// <summary>Says how much of the reading is done: it is the first half of the bar.</summary>
    public void NoteRead(long done, long left) => Note(done + left == 0 ? 50 : (int)(50 * done / (done + left)));

    /// <summary>Says that so many more are written: the second half of the bar.</summary>
    public void NoteWritten(int count)
    {
        Written += count;
        if (Announced is > 0 and var all)
            Note(50 + (int)(49L * Math.Min(Written, all) / all));
    }

    /// <summary>Sends a query, and gives the answer to it as soon as its head is read.</summary>
    /// <param name="document">The query.</param>
    /// <param name="onTaken">Told when the Web Connector has it; null for nobody.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SyncException">The session is over, or QuickBooks refuses the query.</exception>
    public async Task<QbXmlPage> QueryAsync(string document, Action? onTaken, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(document, onTaken, cancellationToken).ConfigureAwait(false);
        if (reply.IsLost)
        {
            throw new SyncException(
                SyncErrorId.ServiceUnavailable,
                "An answer of QuickBooks was lost on its way, so the reading is not complete.",
                "Run the update again.");
        }
        if (reply.HResult.Length > 0)
            throw Refused(reply);
        var page = QbXmlText.Open(reply.Response);
        var head = page.Head;
        if (!head.IsError)
            return page;
        page.Dispose();
        throw new SyncException(SyncErrorId.ServiceRejected, $"QuickBooks refused to read: {head.Message} (status {head.Status.ToInvariant()})", StatusAdvice.For(head.Status));
    }

    /// <summary>Sends a document.</summary>
    public Task<LineReply> SendAsync(string document, CancellationToken cancellationToken) => SendAsync(document, null, cancellationToken);

    /// <summary>The error for a refusal of a whole message.</summary>
    public static SyncException Refused(LineReply reply) => new(
        SyncErrorId.ServiceUnavailable,
        reply.IsLost ? "An answer of QuickBooks was lost on its way." : $"QuickBooks: {reply.Message.TrimEnd()} ({reply.HResult})",
        reply.IsLost ? "Run the update again." : ResultAdvice.Of(reply.HResult));

    private async Task<LineReply> SendAsync(string document, Action? onTaken, CancellationToken cancellationToken)
    {
        // What is under way may settle after a stop; nothing begins then (rule 8.5).
        stop.ThrowIfCancellationRequested();
        IsIdle = false;
        var reply = await line.SendAsync(document, _percent, onTaken, cancellationToken).ConfigureAwait(false);
        IsIdle = true;
        return reply;
    }

    private void Note(int percent) => _percent = Math.Max(_percent, percent);
}
