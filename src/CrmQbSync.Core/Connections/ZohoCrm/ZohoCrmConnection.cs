using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using CrmQbSync.Connections.Http;
using CrmQbSync.Contacts;
using CrmQbSync.Profiles;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>Contacts of Zoho CRM, by version 8 of its REST API.</summary>
internal sealed class ZohoCrmConnection(WebServices web, SyncProfile profile, ZohoCrmSettings settings) : IConnection
{
    /// <summary>The most rows of a call that writes.</summary>
    private const int MaxRows = 100;

    private ServiceClient? _client;
    private ZohoAccounts? _accounts;
    private ZohoApi? _api;
    private ZohoFieldMap? _map;
    private ZohoOrganisation? _organisation;
    private IReadOnlyList<ZohoField> _fields = [];
    private IReadOnlyList<string> _fieldsNamed = [];
    private DateTimeOffset _fieldsReadAt;
    private ZohoReading? _reading;

    /// <inheritdoc/>
    public Side Side => Side.Crm;

    /// <summary>What was remembered at the end of the last finished run; null if nothing was, or of another organisation.</summary>
    public ZohoMark? Memory { get; private set; }

    private ZohoApi Api => _api ?? throw new InvalidOperationException("The connection was not opened.");

    private ZohoFieldMap Map => _map ?? throw new InvalidOperationException("The connection was not opened.");

    /// <inheritdoc/>
    public async Task<ConnectionTraits> OpenAsync(string? memory, CancellationToken cancellationToken)
    {
        var signIn = new ZohoSignIn(profile, settings);
        _client = await ServiceClient.CreateAsync(web, signIn.Settings, signIn.Dialect, signIn, [], cancellationToken).ConfigureAwait(false);
        _client.BeginNothingAfter(cancellationToken);
        _api = new ZohoApi(_client) { OnRejectedQuery = DemandFieldsAsync };
        _organisation = await ZohoOrganisation.FindAsync(_api, cancellationToken).ConfigureAwait(false);
        _client.ShareLimits(_organisation.Id, [new CallLimit { AtOnce = _organisation.Concurrency }]);
        Memory = ZohoMark.Read(memory) is { } mark && mark.Organisation == _organisation.Id ? mark : null;
        await LearnFieldsAsync(cancellationToken).ConfigureAwait(false);
        _accounts = new ZohoAccounts(_api, settings.Companies, _organisation.Concurrency);
        return new ConnectionTraits
        {
            Fields = [.. Map.Fields],
            StoredForm = Map,
            Identity = _organisation.Id,
            MaxBatch = MaxRows,
            MaxConcurrentBatches = _organisation.Concurrency,
            MaxQueryIds = ZohoQuery.MaxValues,
            RequiredFields = ImmutableHashSet.Create(CanonicalFields.Email, CanonicalFields.LastName),
            NeedsLastName = true,
            CanRestore = true,
            TellsRestored = false,
            ClockAhead = _client.ClockAhead,
        };
    }

    /// <inheritdoc/>
    public Task CheckAdministratorAsync(CancellationToken cancellationToken) => new ZohoUsers(Api).CheckAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<ISideReading> ReadAsync(FieldSet fields, string? mark, CancellationToken cancellationToken)
    {
        return _reading = await BeginAsync(new ZohoSources(Api, Map, fields, web.Clock), mark, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadPage> QueryAsync(FieldSet fields, ContactQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lookup = new ZohoLookup(Api, Map, fields, web.Clock);
        await foreach (var page in lookup.FindAsync(query, Memory?.Records, cancellationToken).ConfigureAwait(false))
            yield return page;
    }

    /// <inheritdoc/>
    public void Announce(IReadOnlyList<WriteRequest> coming) =>
        _accounts!.Announce(coming.SelectMany(request => request.Fields).Where(field => field.Value is not null && Map.IsCompany(field.Field)).Select(field => field.Value!));

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, string>> KeepAsync(
        FieldSet fields, IReadOnlyCollection<ContactRecord> records, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(records.ToDictionary(record => record.Id, record => ZohoRestorations.DataOf(record.Id), StringComparer.Ordinal));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WriteOutcome>> WriteAsync(FieldSet fields, IReadOnlyList<WriteRequest> batch, CancellationToken cancellationToken)
    {
        _reading?.NoteAttempt();
        var outcomes = await new ZohoWriter(Api, Map, _accounts!, fields, web.Clock).WriteAsync(batch, cancellationToken).ConfigureAwait(false);
        foreach (var outcome in outcomes)
        {
            if (outcome is { Status: WriteStatus.Done, Record: { } record })
                _reading?.NoteWrite(record);
        }
        return outcomes;
    }

    /// <summary>Tells something of what the connection does.</summary>
    public void Tell(string message) => web.Log.Verbose(message);

    /// <summary>What is to be remembered after a reading.</summary>
    public ZohoMark MarkOf(DateTimeOffset? time, long? records, DateTimeOffset? accountsTime) => new()
    {
        Organisation = _organisation!.Id,
        Time = time,
        Records = records,
        Fields = _fields,
        FieldsNamed = _fieldsNamed,
        FieldsReadAt = _fieldsReadAt,
        AccountsTime = accountsTime,
    };

    /// <summary>The same with the fields as they are known now.</summary>
    public ZohoMark MarkOf(ZohoMark mark) => mark with { Fields = _fields, FieldsNamed = _fieldsNamed, FieldsReadAt = _fieldsReadAt };

    /// <summary>For the next run: asks for the fields again, if they are old.</summary>
    public async Task RenewFieldsAsync(CancellationToken cancellationToken)
    {
        if (web.Clock.GetUtcNow() - _fieldsReadAt is { Ticks: >= 0 } age && age < ZohoMetadata.Life)
            return;
        try
        {
            await AskForFieldsAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException exception)
        {
            // What was done in this run is done; a later one asks again.
            Tell($"The fields of Zoho CRM could not be read again: {exception.Message}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _accounts?.Dispose();
        if (_client is not null)
            await _client.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<ZohoReading> BeginAsync(ZohoSources sources, string? mark, CancellationToken cancellationToken)
    {
        if (ZohoMark.Read(mark) is not { Time: { } time } since || since.Organisation != _organisation!.Id)
            return new ZohoReading(this, sources, null, [], null);
        var deletions = new ZohoDeletions(Api);
        var (deleted, isWhole, now) = await deletions.ReadAsync(time - ZohoSources.Overlap, cancellationToken).ConfigureAwait(false);
        // What was deleted longer ago may be forgotten; a full reading shows what is missing.
        var isTooOld = now is null || now - time > ZohoDeletions.Memory;
        return isWhole && !isTooOld
            ? new ZohoReading(this, sources, since, deleted, now)
            : new ZohoReading(this, sources, null, [], null);
    }

    /// <summary>
    /// The organisation's fields: as remembered, however long ago that was, or asked for where that does not hold every field that the profile names; a usual
    /// one need not exist, but was looked for. What is old is asked for anew by a run that writes or reads everything, so that one that finds nothing never takes
    /// a call for it.
    /// </summary>
    private async Task LearnFieldsAsync(CancellationToken cancellationToken)
    {
        if (Memory is { Fields.Count: > 0 } memory && !await ZohoMetadata.IsOutdatedAsync(Api.Tokens, memory.FieldsReadAt, cancellationToken).ConfigureAwait(false)
            && profile.Rules.All(rule => ZohoFieldMap.NameOf(rule) is not { } name || memory.Fields.Any(field => field.Name == name)
                || (DefaultMapping.OfZohoCrm(rule.Field.Name) == name && memory.FieldsNamed.Contains(name))))
        {
            (_fields, _fieldsNamed, _fieldsReadAt) = (memory.Fields, memory.FieldsNamed, memory.FieldsReadAt);
            _map = new ZohoFieldMap(profile, _fields);
            return;
        }
        _map = new ZohoFieldMap(profile, await AskForFieldsAsync(cancellationToken).ConfigureAwait(false));
    }

    private async Task<IReadOnlyList<ZohoField>> AskForFieldsAsync(CancellationToken cancellationToken)
    {
        var all = await ZohoMetadata.ReadAsync(Api, cancellationToken).ConfigureAwait(false);
        var named = profile.Rules.Select(ZohoFieldMap.NameOf).OfType<string>().ToHashSet(StringComparer.Ordinal);
        (_fields, _fieldsNamed, _fieldsReadAt) = ([.. all.Where(field => named.Contains(field.Name))], [.. named], web.Clock.GetUtcNow());
        return all;
    }

    /// <summary>A query was rejected, perhaps because a field was removed, renamed or hidden since the fields were asked for.</summary>
    /// <exception cref="SyncException">ProfileInvalid, naming the field; ServiceRejected, if it is one of the default mapping, which later runs leave out.</exception>
    private async Task DemandFieldsAsync(CancellationToken cancellationToken)
    {
        var all = await ZohoMetadata.ReadAsync(Api, cancellationToken).ConfigureAwait(false);
        _ = new ZohoFieldMap(profile, all);
        var hidden = Map.Fields.Select(Map.NameOf).Except(all.Select(field => field.Name)).ToList();
        if (hidden.Count == 0)
            return;
        await ZohoMetadata.NoteOutdatedAsync(Api.Tokens, web.Clock.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        throw new SyncException(
            SyncErrorId.ServiceRejected,
            $"Zoho CRM does not show {string.Join(", ", hidden.Select(name => $"'{name}'"))} of Contacts to the user that is signed in any more, as it did in the last run.",
            "Run again, and it is left out; or let the user's profile in Zoho CRM see it.");
    }
}
