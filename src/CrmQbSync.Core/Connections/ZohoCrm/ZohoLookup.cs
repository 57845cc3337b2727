using System.Runtime.CompilerServices;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>The records that a user or the engine asks for. Queries see what was just written; searches would not, so none is used.</summary>
internal sealed class ZohoLookup(ZohoApi api, ZohoFieldMap map, FieldSet fields, TimeProvider clock)
{
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(2);

    private readonly ZohoScan _scan = new(api, map, fields);

    /// <summary>The records, as pages come.</summary>
    public async IAsyncEnumerable<ReadPage> FindAsync(ContactQuery query, long? expected, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var emails = query.Emails?.Select(email => EmailAddress.First(email)).OfType<string>().ToHashSet(EmailAddress.Comparer);
        var ids = query.Ids?.Where(IsId).ToHashSet(StringComparer.Ordinal);
        await foreach (var page in SourceAsync(query, ids, emails, expected, cancellationToken).ConfigureAwait(false))
        {
            var found = page.Records.Where(record =>
                (ids is null || ids.Contains(record.Id))
                && (emails is null || (EmailAddress.First(record.Values.Get(FieldSet.EmailIndex, fields.Count)) is { } key && emails.Contains(key)))
                && (query.ModifiedSince is not { } since || record.ModifiedTime >= since)).ToList();
            if (found.Count > 0 || page.Faults.Count > 0)
                yield return new ReadPage(found, page.Faults);
        }
    }

    /// <summary>The records of these ids, by a query or, where those are refused, by lists.</summary>
    public async Task<List<ContactRecord>> ByIdAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var found = new List<ContactRecord>();
        foreach (var chunk in ids.Where(IsId).Distinct(StringComparer.Ordinal).Chunk(ZohoQuery.MaxValues))
        {
            found.AddRange(await _scan.FindAsync("id", chunk, cancellationToken).ConfigureAwait(false)
                ?? await _scan.ListAsync(chunk, cancellationToken).ConfigureAwait(false));
        }
        return found;
    }

    /// <summary>The records with one of these addresses; null where queries are refused.</summary>
    public async Task<List<ContactRecord>?> ByEmailAsync(IEnumerable<string> emails, CancellationToken cancellationToken)
    {
        // Whether queries heed case is not documented: an address is asked for as it is and in small letters.
        var spellings = emails.SelectMany(email => new[] { email, LowerCase(email) }).Distinct(StringComparer.Ordinal);
        var found = new Dictionary<string, ContactRecord>(StringComparer.Ordinal);
        foreach (var chunk in spellings.Chunk(ZohoQuery.MaxValues))
        {
            if (await _scan.FindAsync("Email", chunk, cancellationToken).ConfigureAwait(false) is not { } records)
                return null;
            foreach (var record in records)
                found[record.Id] = record;
        }
        return [.. found.Values];
    }

    /// <summary>Waits before it is looked again after a lost answer: the service may still be at it.</summary>
    public Task WaitAsync(int attempt, CancellationToken cancellationToken) => Task.Delay(s_wait * attempt, clock, cancellationToken);

    /// <summary>Whether a text can be an id of Zoho at all.</summary>
    public static bool IsId(string id) => id.Length is > 0 and <= 20 && id.All(char.IsAsciiDigit);

    private IAsyncEnumerable<ReadPage> SourceAsync(
        ContactQuery query, HashSet<string>? ids, HashSet<string>? emails, long? expected, CancellationToken cancellationToken)
    {
        if (query.Deleted)
            return DeletedAsync(query.ModifiedSince, cancellationToken);
        if (ids is not null)
            return ChunksAsync(ids, chunk => ByIdAsync(chunk, cancellationToken)!, cancellationToken);
        if (emails is not null)
            return EmailsAsync(emails, cancellationToken);
        return query.ModifiedSince is { } since
            ? _scan.ReadModifiedAsync(since, null, null, cancellationToken)
            : new ZohoSources(api, map, fields, clock).AllOnceAsync(expected, cancellationToken);
    }

    private async IAsyncEnumerable<ReadPage> DeletedAsync(DateTimeOffset? since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (records, isWhole, _) = await new ZohoDeletions(api).ReadAsync(since?.AddSeconds(-1), cancellationToken).ConfigureAwait(false);
        yield return new ReadPage(records, []);
        if (!isWhole)
            yield return new ReadPage([], [new ReadFault("LIMIT_EXCEEDED", "Zoho CRM lists more deleted contacts than can be told; ask for those since a time (-ModifiedSince).", null)]);
    }

    private async IAsyncEnumerable<ReadPage> EmailsAsync(HashSet<string> emails, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var chunk in emails.Chunk(ZohoQuery.MaxValues / 2))
        {
            if (await ByEmailAsync(chunk, cancellationToken).ConfigureAwait(false) is not { } records)
                break;
            yield return new ReadPage(records, []);
        }
        if (!api.RefusesQueries)
            yield break;
        await foreach (var page in _scan.ReadAllAsync(startSmall: true, leaves: null, cancellationToken).ConfigureAwait(false))
            yield return page;
    }

    private static async IAsyncEnumerable<ReadPage> ChunksAsync(
        IEnumerable<string> values, Func<string[], Task<List<ContactRecord>>> find, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var chunk in values.Chunk(ZohoQuery.MaxValues))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new ReadPage(await find(chunk).ConfigureAwait(false), []);
        }
    }

    private static string LowerCase(string email) => string.Create(email.Length, email, (target, source) => source.AsSpan().ToLowerInvariant(target));
}
