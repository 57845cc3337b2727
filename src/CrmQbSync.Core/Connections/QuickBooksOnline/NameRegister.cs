using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CrmQbSync.Profiles;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>
/// Which names are taken, as far as this run knows: customers' names as they were read, and whatever was refused. Vendors and employees share the same
/// names and are asked for only when a name was refused twice. Safe to use from several batches at once.
/// </summary>
internal sealed class NameRegister(AccountingClient client)
{
    /// <summary>The longest display name.</summary>
    private const int MaxLength = 500;

    private static readonly string[] s_entities = ["Customer", "Vendor", "Employee"];

    private readonly object _gate = new();
    private readonly HashSet<ulong> _taken = [];
    private readonly HashSet<ulong> _asked = [];

    /// <summary>A name is taken.</summary>
    public void Note(string? name)
    {
        if (name is null)
            return;
        lock (_gate)
            _taken.Add(KeyOf(name));
    }

    /// <summary>The first free of <c>NAME</c>, <c>NAME (2)</c>, <c>NAME (3)</c>, …, as far as is known; taken from now on.</summary>
    public string Take(string name)
    {
        lock (_gate)
        {
            for (var number = 1; ; number++)
            {
                var candidate = WithNumber(name, number);
                if (_taken.Add(KeyOf(candidate)))
                    return candidate;
            }
        }
    }

    /// <summary>Reads who has names like this one.</summary>
    public async Task AskAsync(string name, CancellationToken cancellationToken)
    {
        var beginning = QuickBooksStoredForm.Cut(name, MaxLength);
        lock (_gate)
        {
            if (!_asked.Add(KeyOf(beginning)))
                return;
        }
        foreach (var entity in s_entities)
        {
            for (var start = 1; ; start += CustomerQuery.MaxRows)
            {
                var page = await client.QueryAsync(CustomerQuery.Names(entity, beginning, start), $"read names of {entity}", cancellationToken, entity).ConfigureAwait(false);
                foreach (JObject row in page.Rows)
                    Note((string?)row["DisplayName"]);
                if (page.Rows.Count < CustomerQuery.MaxRows)
                    break;
            }
        }
    }

    private static string WithNumber(string name, int number)
    {
        var suffix = number == 1 ? "" : $" ({number.ToInvariant()})";
        return QuickBooksStoredForm.Cut(name, MaxLength - suffix.Length).TrimEnd() + suffix;
    }

    /// <summary>Names are compared without regard to case and to how many spaces there are. 64 bits of a hash: a company may have a million names.</summary>
    private static ulong KeyOf(string name)
    {
        var text = string.Join(' ', name.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), hash);
        return MemoryMarshal.Read<ulong>(hash);
    }
}
