using System.Globalization;
using CrmQbSync.Connections;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>Rule 6.4 in a company file: what new customers are called.</summary>
internal static class DesktopNames
{
    private const int Length = 41;

    /// <summary>New customers that are not called after whom they are, or needlessly or wrongly numbered.</summary>
    public static IEnumerable<string> Wrong(RunObservation run, IReadOnlySet<string> others)
    {
        if (run.IsUndo)
            return [];
        var taken = run.After.Qb.Records.Select(record => record.OwnName!).Concat(others).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return from write in run.Writes
               where write.Side == Side.Qb && write.Kind == WriteKind.Create && run.Before.Qb.Find(write.Id) is null
               let customer = run.After.Qb[write.Id]
               let contacts = run.Links.Where(link => link.QbId == write.Id).Select(link => run.After.Crm[link.CrmId!])
               where !contacts.Append(customer).SelectMany(record => NamesOf(run.Policy.Mapped, record)).Any(name => IsMadeOf(customer.OwnName!, name, taken))
               select $"'{customer.OwnName}' is the name of {customer}";
    }

    private static IEnumerable<string> NamesOf(IEnumerable<string> mapped, MemoryRecord record)
    {
        string? Of(string field) => mapped.Contains(field) ? record[field] : null;
        var person = string.Join(' ', new[] { Of("FirstName"), Of(Pools.LastName) }.Where(part => !Agreement.IsBlank(part)).Select(part => part!.Trim()));
        foreach (var name in new[] { person, Of("Company"), Of(Pools.Email) })
        {
            if (!Agreement.IsBlank(name))
                yield return string.Join(' ', string.Concat(name!.Normalize().Select(letter => letter is ':' or > '\u00FF' ? ' ' : letter)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }
    }

    private static bool IsMadeOf(string own, string name, HashSet<string> taken)
    {
        if (own == Cut(name, Length))
            return true;
        for (var number = 2; taken.Contains(Numbered(name, number - 1)); number++)
        {
            if (own == Numbered(name, number))
                return true;
        }
        return false;
    }

    private static string Numbered(string name, int number)
    {
        var suffix = number == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({number})");
        return Cut(name, Length - suffix.Length) + suffix;
    }

    private static string Cut(string name, int length) => name.Length > length ? name[..length].TrimEnd() : name;
}
