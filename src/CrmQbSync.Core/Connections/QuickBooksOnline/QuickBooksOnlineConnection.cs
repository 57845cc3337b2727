using System.Runtime.CompilerServices;
using CrmQbSync.Connections.Http;
using CrmQbSync.Contacts;
using CrmQbSync.Profiles;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>A company of QuickBooks Online.</summary>
internal sealed class QuickBooksOnlineConnection : IConnection
{
    private readonly SyncProfile _profile;
    private readonly QuickBooksOnlineSettings _settings;
    private readonly WebServices _web;
    private ServiceClient? _service;
    private CompanySession? _session;

    /// <summary>The connection of a profile whose QuickBooks side it is.</summary>
    public QuickBooksOnlineConnection(SyncProfile profile, QuickBooksOnlineSettings settings, WebServices web)
    {
        (_profile, _settings, _web) = (profile, settings, web);
        Mapping = new CustomerMapping(profile);
    }

    /// <inheritdoc/>
    public Side Side => Side.Qb;

    /// <summary>Which field is which member.</summary>
    internal CustomerMapping Mapping { get; }

    /// <summary>From where the next reading goes on; null before a reading ended.</summary>
    internal QuickBooksMark? Mark => Session.Mark;

    private CompanySession Session => _session ?? throw new InvalidOperationException("The connection was not opened.");

    /// <inheritdoc/>
    public async Task<ConnectionTraits> OpenAsync(string? memory, CancellationToken cancellationToken)
    {
        var signIn = new IntuitSignIn(_profile, _settings, _web);
        await signIn.PrepareAsync(cancellationToken).ConfigureAwait(false);
        var addresses = signIn.Addresses;
        _service = await ServiceClient.CreateAsync(
            _web, signIn.Settings, new IntuitDialect(addresses.Api), signIn, IntuitDialect.Limits, cancellationToken).ConfigureAwait(false);
        _service.BeginNothingAfter(cancellationToken);
        _service.ShareLimits($"{addresses.Api.Authority}|{addresses.Realm}", IntuitDialect.Limits);
        _session = new CompanySession(new AccountingClient(addresses.Realm, _service.SendAsync), Mapping, QuickBooksMark.Read(memory), _profile.Deletions != DeletionsPolicy.Hold);
        // Reads are metered: only who was never connected asks which company this is, and thereby whether it can be reached at all.
        (DateTimeOffset? Unused, DateTimeOffset? AtLatest) ends = default;
        if (memory is null)
        {
            var company = await _session.Client.CompanyNameAsync(cancellationToken).ConfigureAwait(false);
            _web.Log.Verbose($"QuickBooks Online: company '{company}', {addresses.Realm}, {_settings.EnvironmentName}.");
            ends = await _service.Tokens.EndsAsync(cancellationToken).ConfigureAwait(false);
        }
        return new ConnectionTraits
        {
            Fields = Mapping.Fields,
            StoredForm = new QuickBooksStoredForm(Mapping),
            Identity = addresses.Realm,
            MaxBatch = AccountingClient.MaxBatch,
            MixesKinds = true,
            MaxConcurrentBatches = 10,
            MaxQueryIds = CustomerQuery.MaxRows,
            NeedsUniqueName = true,
            CanRestore = true,
            SignInEndsUnused = ends.Unused,
            SignInEndsAt = ends.AtLatest,
            ClockAhead = _service.ClockAhead,
        };
    }

    /// <inheritdoc/>
    /// <remarks>
    /// No call tells the role of the user who consented, but only an administrator of the company can consent at all; who loses that role later is refused
    /// by every call (code 120). So there is nothing to check: rule 3.4 is about the CRM's user.
    /// </remarks>
    public Task CheckAdministratorAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<ISideReading> ReadAsync(FieldSet fields, string? mark, CancellationToken cancellationToken)
    {
        var changes = QuickBooksMark.Read(mark) is { } last
            ? await Session.ReadChangesAsync(fields, last, _web.Clock.GetUtcNow(), cancellationToken).ConfigureAwait(false)
            : null;
        return new QuickBooksReading(this, fields, changes);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadPage> QueryAsync(FieldSet fields, ContactQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in Session.SearchAsync(query, cancellationToken).ConfigureAwait(false))
            yield return new ReadPage([.. page.Select(row => Mapping.Read(row, fields))], []);
    }

    /// <inheritdoc/>
    public void Announce(IReadOnlyList<WriteRequest> coming) => Session.Announce(coming);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, string>> KeepAsync(
        FieldSet fields, IReadOnlyCollection<ContactRecord> records, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(
            records.ToDictionary(record => record.Id, record => new RestoreData(record.Id, record.OwnName).Write(), StringComparer.Ordinal));

    /// <inheritdoc/>
    public Task<IReadOnlyList<WriteOutcome>> WriteAsync(FieldSet fields, IReadOnlyList<WriteRequest> batch, CancellationToken cancellationToken) =>
        Session.WriteAsync(fields, batch, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _session?.Dispose();
        if (_service is not null)
            await _service.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Every customer, for a reading.</summary>
    internal IAsyncEnumerable<IReadOnlyList<ContactRecord>> ReadAllAsync(FieldSet fields, CancellationToken cancellationToken) => Session.ReadAllAsync(fields, cancellationToken);
}
