using System.Globalization;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>A company file of QuickBooks Desktop, reached through a session of the Web Connector.</summary>
/// <param name="options">Which company, and what is mapped how.</param>
/// <param name="line">The way to QuickBooks.</param>
/// <param name="clock">The clock.</param>
internal sealed class DesktopConnection(DesktopOptions options, IQuickBooksLine line, TimeProvider clock) : IConnection
{
    private const string Stopped = "The command that used this session was stopped. What it had done is recorded; the next run goes on from there.";

    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(60);

    private readonly MessageSetLog _log = new(options.StatePath);
    private DesktopSession? _session;
    private MessageSender? _sender;
    private CustomerWriter? _writer;
    private DesktopReading? _reading;
    private string? _failure;
    private CancellationToken _stop;
    private bool _wasInterrupted;

    /// <inheritdoc/>
    public Side Side => Side.Qb;

    private DesktopSession Session => _session ?? throw new InvalidOperationException("The connection was not opened.");

    /// <inheritdoc/>
    public async Task<ConnectionTraits> OpenAsync(string? memory, CancellationToken cancellationToken)
    {
        _stop = cancellationToken;
        var identity = FindIdentity();
        var facts = await line.OpenAsync(cancellationToken).ConfigureAwait(false);
        var version = facts.Version();
        if (version < SessionFacts.OldestVersion)
            throw TooOld(version);
        await new CompanyCheck(options, identity, line).EnsureAsync(facts, version, cancellationToken).ConfigureAwait(false);
        var map = FieldMap.Of(options.Rules, version, options.Profile);
        _session = new DesktopSession(line, version, map, new CustomerRecords(map, clock.LocalTimeZone), identity.FileId, cancellationToken);
        _sender = new MessageSender(_session, _log, () => Guid.NewGuid().ToString("N")[..20]);
        _wasInterrupted = _log.Last is not null;
        if (!options.IsPreview && _log.Last is { Length: > 0 } unsettled)
            await AskForLostAsync(unsettled, cancellationToken).ConfigureAwait(false);
        return TraitsOf(map, identity.FileId);
    }

    /// <summary>What a connection of this kind can do, before any session.</summary>
    /// <param name="map">The fields.</param>
    /// <param name="identity">Which company it is; null before a session told.</param>
    public static ConnectionTraits TraitsOf(FieldMap map, string? identity) => new()
    {
        Fields = [.. map.Fields.Select(field => field.Field)],
        StoredForm = new DesktopStoredForm(map),
        Identity = identity,
        MaxBatch = CustomerWriter.BatchSize,
        MaxQueryIds = QbXmlRequests.PageSize,
        NeedsUniqueName = true,
        CanRestore = true,
        GuardsUnreadRecords = false,
    };

    /// <inheritdoc/>
    /// <remarks>QuickBooks tells nobody who is signed in; it lets an application in only after its own administrator allowed it.</remarks>
    public Task CheckAdministratorAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<ISideReading> ReadAsync(FieldSet fields, string? mark, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var since = DesktopMark.Read(mark);
        // What an interrupted run may have done is found among everything, not among what a mark tells.
        if (_wasInterrupted || since?.IsUsable(Session.FileId, now) != true)
            since = null;
        _reading = new DesktopReading(Session, fields, since, clock);
        return Task.FromResult<ISideReading>(_reading);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ReadPage> QueryAsync(FieldSet fields, ContactQuery query, CancellationToken cancellationToken) =>
        new CustomerQueries(Session, fields, query, clock.GetUtcNow()).ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public void ExpectWrites(int count) => Session.Announced = (Session.Announced ?? 0) + count;

    /// <inheritdoc/>
    /// <remarks>QuickBooks keeps an inactive customer whole, under its ListID.</remarks>
    public Task<IReadOnlyDictionary<string, string>> KeepAsync(
        FieldSet fields, IReadOnlyCollection<ContactRecord> records, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(records.ToDictionary(record => record.Id, record => record.Id, StringComparer.Ordinal));

    /// <inheritdoc/>
    public Task<IReadOnlyList<WriteOutcome>> WriteAsync(FieldSet fields, IReadOnlyList<WriteRequest> batch, CancellationToken cancellationToken) =>
        (_writer ??= new CustomerWriter(Session, _sender!, fields)).WriteAsync(batch, cancellationToken);

    /// <inheritdoc/>
    public void NoteFailure(string reason) => _failure = reason;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            // A request that QuickBooks is still at work on leaves no room for another.
            if (_session is { IsIdle: true } && !_stop.IsCancellationRequested && !options.IsPreview)
                await FinishAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SyncException or OperationCanceledException)
        {
            // The run is over and recorded. What QuickBooks still keeps of it, the next session clears; the log says that there is something.
        }
        await line.CloseAsync(_stop.IsCancellationRequested ? Stopped : _failure).ConfigureAwait(false);
        await line.DisposeAsync().ConfigureAwait(false);
    }

    private WebConnectorIdentity FindIdentity() => WebConnectorIdentity.Find(options.StatePath) ?? throw NoIdentity(options.Profile);

    private SyncException TooOld(decimal version) => new(
        SyncErrorId.ServiceRejected,
        string.Create(CultureInfo.InvariantCulture, $"This QuickBooks is too old: it knows qbXML up to {version:0.0}, and customers are read and written with {SessionFacts.OldestVersion:0.0} at least."),
        "Update QuickBooks to 2007 or later.")
    {
        Subject = options.Profile,
    };

    /// <summary>The error of a profile for which no .qwc file was made yet.</summary>
    public static SyncException NoIdentity(string profile) => new(
        SyncErrorId.SourceNotFound,
        $"No file for the QuickBooks Web Connector was made for profile '{profile}' yet, so no company file can know it.",
        "Run New-QbWebConnectorFile for the profile, and add the .qwc file in the Web Connector.")
    {
        Subject = profile,
    };

    /// <summary>
    /// A set whose answer an earlier session lost: QuickBooks is asked for it before anything is written. What it did is then found by the reading,
    /// which sees everything.
    /// </summary>
    private async Task AskForLostAsync(string messageSetId, CancellationToken cancellationToken)
    {
        var reply = await Session.SendAsync(Session.Requests.StatusOf(messageSetId), cancellationToken).ConfigureAwait(false);
        if (reply.IsLost || reply.HResult.Length > 0)
            throw DesktopSession.Refused(reply);
        _ = QbXmlText.Read(reply.Response);
    }

    /// <summary>What was answered is recorded: QuickBooks may forget the answers that it kept.</summary>
    private async Task FinishAsync()
    {
        if (!_sender!.HasUndecided && (_sender.HasSent || (_wasInterrupted && _reading is { IsComplete: true })))
            _log.Finish();
        if (_failure is not null || _log.Kept.IsEmpty)
            return;
        using var late = new CancellationTokenSource(s_farewell, clock);
        await new MessageSetCleaner(Session, _log).ForgetAsync(late.Token).ConfigureAwait(false);
    }
}
