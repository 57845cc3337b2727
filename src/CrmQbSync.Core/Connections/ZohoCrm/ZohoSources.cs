using System.Runtime.CompilerServices;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>The cheapest way to the records of a reading.</summary>
internal sealed class ZohoSources(ZohoApi api, ZohoFieldMap map, FieldSet fields, TimeProvider clock)
{
    /// <summary>How far before the mark changes are looked for again: clocks of the service's machines differ, and times are whole seconds.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    /// <summary>How often it is looked for renamed accounts: a renaming does not modify the contacts, and looking costs a call.</summary>
    private static readonly TimeSpan s_accountsEvery = TimeSpan.FromHours(24);

    private readonly ZohoScan _scan = new(api, map, fields);
    private DateTimeOffset? _bulkTime;

    /// <summary>The service's time when the reading began; null if it did not tell.</summary>
    public DateTimeOffset? Time => _bulkTime ?? _scan.Time;

    /// <summary>The service's time when renamed accounts were looked for; null if they were not.</summary>
    public DateTimeOffset? AccountsTime { get; private set; }

    /// <summary>Every contact. Some may come twice.</summary>
    public async IAsyncEnumerable<ReadPage> AllAsync(long? expected, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (expected >= ZohoBulkRead.WorthFrom)
        {
            var bulk = new ZohoBulkRead(api, map, fields, clock);
            await foreach (var page in bulk.ReadAsync(cancellationToken).ConfigureAwait(false))
                yield return page;
            (_bulkTime, AccountsTime) = (bulk.Time, bulk.Time);
            if (bulk.IsWhole)
                yield break;
        }
        await foreach (var page in _scan.ReadAllAsync(expected is null or <= ZohoQuery.CheapRows, cancellationToken).ConfigureAwait(false))
            yield return page;
        AccountsTime = Time;
    }

    /// <summary>Every contact, each once.</summary>
    public async IAsyncEnumerable<ReadPage> AllOnceAsync(long? expected, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var page in AllAsync(expected, cancellationToken).ConfigureAwait(false))
            yield return page with { Records = [.. page.Records.Where(record => seen.Add(record.Id))] };
    }

    /// <summary>The contacts that changed since a mark. Some may come twice.</summary>
    public async IAsyncEnumerable<ReadPage> ChangedAsync(ZohoMark since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var from = since.Time!.Value - Overlap;
        await foreach (var page in _scan.ReadModifiedAsync(from, cancellationToken).ConfigureAwait(false))
            yield return page;
        if (!map.HasCompany || since.AccountsTime is not { } looked || api.ServerTime is not { } now || now - looked < s_accountsEvery)
            yield break;
        await foreach (var page in _scan.ReadOfModifiedAccountsAsync(looked - Overlap, cancellationToken).ConfigureAwait(false))
            yield return page;
        AccountsTime = now;
    }
}
