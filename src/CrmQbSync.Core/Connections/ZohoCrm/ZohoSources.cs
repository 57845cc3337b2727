using System.Runtime.CompilerServices;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>The cheapest way to the records of a reading.</summary>
internal sealed class ZohoSources(ZohoApi api, ZohoFieldMap map, FieldSet fields, TimeProvider clock)
{
    /// <summary>How far before the mark changes are looked for again: clocks of the service's machines differ, and times are whole seconds.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    /// <summary>How often it is looked for renamed accounts: a renaming does not modify the contacts, and whatever else is done to an account has all its contacts read.</summary>
    private static readonly TimeSpan s_accountsEvery = TimeSpan.FromHours(24);

    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly ZohoScan _scan = new(api, map, fields);
    private DateTimeOffset? _bulkTime;

    /// <summary>The service's time when the reading began; null if it did not tell.</summary>
    public DateTimeOffset? Time => _bulkTime is null || _scan.Time < _bulkTime ? _scan.Time : _bulkTime;

    /// <summary>The service's time when renamed accounts were looked for; null if they were not.</summary>
    public DateTimeOffset? AccountsTime { get; private set; }

    /// <summary>About how many contacts there are; null if unknown.</summary>
    public long? Expected { get; private set; }

    /// <summary>Whether nothing was modified since the contacts were noted that <see cref="ChangedAsync"/> was given.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>Whether the first of what was unread is read by now.</summary>
    public bool HasReadSlice { get; private set; }

    private bool IsWorthBulk => Expected >= ZohoBulkRead.WorthFrom;

    /// <summary>Every contact. Some may come twice.</summary>
    /// <param name="expected">About how many there are; null if unknown. Then it is counted once there are more than a call gives.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async IAsyncEnumerable<ReadPage> AllAsync(long? expected, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Expected = expected;
        if (!IsWorthBulk)
        {
            var pages = _scan.ReadAllAsync(expected <= ZohoQuery.CheapRows, expected is null ? () => CountAsync(cancellationToken) : null, cancellationToken);
            await foreach (var page in pages.ConfigureAwait(false))
                yield return page;
        }
        if (IsWorthBulk)
        {
            await foreach (var page in InBulkAsync(cancellationToken).ConfigureAwait(false))
                yield return page;
        }
        AccountsTime = Time;
    }

    /// <summary>Every contact, each once.</summary>
    public async IAsyncEnumerable<ReadPage> AllOnceAsync(long? expected, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var page in AllAsync(expected, cancellationToken).ConfigureAwait(false))
            yield return page with { Records = [.. page.Records.Where(record => seen.Add(record.Id))] };
    }

    /// <summary>Whether the contacts of a window stand as they are known, and no others were modified.</summary>
    public async Task<bool> StandsAsync(ZohoWindow window, CancellationToken cancellationToken)
    {
        // Times are whole seconds: what is modified from now on must not have the time of what was written last.
        await Task.Delay(s_second, clock, cancellationToken).ConfigureAwait(false);
        await foreach (var page in new ZohoScan(api, map, fields).ReadModifiedAsync(window.From, null, null, cancellationToken).ConfigureAwait(false))
        {
            if (page.Faults.Count > 0 || !page.Records.All(window.Knows))
                return false;
        }
        return true;
    }

    /// <summary>The contacts that changed since a mark. Some may come twice.</summary>
    /// <param name="since">The mark.</param>
    /// <param name="settled">What is known of those that a reading would give again; null if nothing is.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async IAsyncEnumerable<ReadPage> ChangedAsync(ZohoMark since, ZohoSettled? settled, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (settled is not null && await _scan.IsSettledAsync(settled, cancellationToken).ConfigureAwait(false))
        {
            IsSettled = true;
            yield return new ReadPage([], []);
            yield break;
        }
        // In the same call: a run that finds nothing takes no more of them once a day.
        var looked = map.HasCompany && since.AccountsTime is { } time && api.ServerTime is { } now && now - time >= s_accountsEvery ? since.AccountsTime : null;
        if (looked is not null)
            AccountsTime = api.ServerTime;
        var slice = since.Unread.Count > 0 ? since.Unread[0] : null;
        await foreach (var page in _scan.ReadModifiedAsync(since.Time!.Value - Overlap, looked - Overlap, slice, cancellationToken).ConfigureAwait(false))
            yield return page;
        HasReadSlice = slice is not null && !api.RefusesQueries;
    }

    private async Task<bool> CountAsync(CancellationToken cancellationToken)
    {
        Expected = await api.CountAsync(ZohoQuery.CountAll, cancellationToken).ConfigureAwait(false);
        return IsWorthBulk;
    }

    /// <summary>Every contact by a job; by queries where the job is refused or leaves some out.</summary>
    private async IAsyncEnumerable<ReadPage> InBulkAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var bulk = new ZohoBulkRead(api, map, fields, clock);
        await foreach (var page in bulk.ReadAsync(cancellationToken).ConfigureAwait(false))
            yield return page;
        _bulkTime = bulk.Time;
        if (bulk.IsWhole)
            yield break;
        await foreach (var page in _scan.ReadAllAsync(startSmall: false, leaves: null, cancellationToken).ConfigureAwait(false))
            yield return page;
    }
}
