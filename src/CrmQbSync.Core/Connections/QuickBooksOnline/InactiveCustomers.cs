using System.IO.Hashing;
using System.Runtime.InteropServices;
using CrmQbSync.Contacts;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>
/// Inactive customers by their address: one that is to be created anew is made active again instead. Known from a reading of everything, and kept from there on,
/// since whatever becomes inactive or active is a change that the next reading tells; else asked for: all of them, or where they are many, in lists of 1000
/// addresses. Safe to use from several batches at once.
/// </summary>
internal sealed class InactiveCustomers(AccountingClient client) : IDisposable
{
    /// <summary>More are not kept; runs ask for them then.</summary>
    private const int Most = 20_000;

    private const byte Form = 1;
    private const string Inactive = "Active = false";
    private const string Purpose = "look for inactive customers";

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly object _list = new();
    private readonly Dictionary<ulong, (string Id, DateTimeOffset? Updated)> _known = [];
    private readonly Dictionary<string, ulong> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(EmailAddress.Comparer);
    private readonly Queue<string> _coming = new();
    private bool _isComplete;
    private bool _hasAsked;

    /// <summary>Goes on with what was kept when the mark was made from which the changes are read.</summary>
    public void GoOn(string? kept)
    {
        lock (_list)
            _isComplete = MarkText.TryUnpack(kept, Form, Read);
        if (!_isComplete)
            Clear();
    }

    /// <summary>All customers are read anew.</summary>
    public void Clear()
    {
        lock (_list)
        {
            _known.Clear();
            _keys.Clear();
            _isComplete = false;
        }
    }

    /// <summary>For the next run; null if not all are known, or they are too many.</summary>
    public string? Write()
    {
        lock (_list)
            return _isComplete && _known.Count <= Most ? MarkText.Pack(Form, Write) : null;
    }

    /// <summary>A customer was read or written.</summary>
    public void Note(JObject customer)
    {
        var id = CustomerMapping.IdOf(customer);
        if (CustomerMapping.IsActive(customer) || customer["ParentRef"] is JObject || KeyOf(customer) is not { } address)
        {
            Forget(id);
            return;
        }
        var (key, updated) = (HashOf(address), CustomerMapping.TimeOf(customer, "LastUpdatedTime"));
        lock (_list)
        {
            if (!_known.TryGetValue(key, out var other) || other.Id == id || updated > other.Updated)
                (_known[key], _keys[id]) = ((id, updated), key);
        }
    }

    /// <summary>A customer is not there any more, or active.</summary>
    public void Forget(string id)
    {
        lock (_list)
        {
            if (_keys.Remove(id, out var key) && _known.TryGetValue(key, out var customer) && customer.Id == id)
                _known.Remove(key);
        }
    }

    /// <summary>Every customer was read.</summary>
    public void SetComplete() => _isComplete = true;

    /// <summary>Addresses that will be asked for soon.</summary>
    public void Announce(IEnumerable<string> keys)
    {
        if (_isComplete)
            return;
        foreach (var key in keys)
            _coming.Enqueue(key);
    }

    /// <summary>The ids of the inactive customers with these addresses; each is given out once.</summary>
    public async Task<Dictionary<string, string>> TakeAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, string>(EmailAddress.Comparer);
        if (keys.Count == 0)
            return found;
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isComplete)
                await AskAsync(keys, cancellationToken).ConfigureAwait(false);
            lock (_list)
            {
                foreach (var key in keys)
                {
                    if (_known.TryGetValue(HashOf(key), out var customer) && _given.Add(customer.Id))
                        found[key] = customer.Id;
                }
            }
            return found;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    /// <summary>The address that a customer goes by.</summary>
    public static string? KeyOf(JObject customer) => EmailAddress.First((string?)(customer["PrimaryEmailAddr"] as JObject)?["Address"]);

    /// <summary>Who takes one looks whether it has the address: a hash does for finding it.</summary>
    private static ulong HashOf(string address) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(address.ToUpperInvariant().AsSpan()));

    private async Task AskAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        if (!_hasAsked)
        {
            // Most companies have few inactive customers: one call tells all of them.
            _hasAsked = true;
            var page = await client.QueryAsync(CustomerQuery.Page([Inactive], 1), Purpose, cancellationToken).ConfigureAwait(false);
            Note(page);
            if (page.Rows.Count < CustomerQuery.MaxRows)
            {
                SetComplete();
                return;
            }
            // A field that holds several addresses is none of those that are asked for below.
            await AskAsync([Inactive, CustomerQuery.SeveralEmails], cancellationToken).ConfigureAwait(false);
        }
        var missing = keys.Where(key => _asked.Add(key)).ToList();
        if (missing.Count == 0)
            return;
        while (missing.Count < CustomerQuery.MaxRows && _coming.TryDequeue(out var next))
        {
            if (_asked.Add(next))
                missing.Add(next);
        }
        await AskAsync([Inactive, CustomerQuery.EmailIn(missing)], cancellationToken).ConfigureAwait(false);
    }

    private async Task AskAsync(string[] conditions, CancellationToken cancellationToken)
    {
        await foreach (var page in client.QueryAllAsync(conditions, Purpose, cancellationToken).ConfigureAwait(false))
            Note(page);
    }

    private void Note(CustomerPage page)
    {
        foreach (var row in page.Rows)
            Note(row);
    }

    private void Write(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt(_known.Count);
        foreach (var (key, (id, updated)) in _known.OrderBy(pair => pair.Value.Id, StringComparer.Ordinal))
        {
            writer.Write(key);
            writer.Write(id);
            writer.Write7BitEncodedInt64(updated?.ToUnixTimeSeconds() ?? 0);
        }
    }

    private void Read(BinaryReader reader)
    {
        for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
        {
            var (key, id, updated) = (reader.ReadUInt64(), reader.ReadString(), reader.Read7BitEncodedInt64());
            _known[key] = (id, updated == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(updated));
            _keys[id] = key;
        }
    }
}
