using System.Globalization;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>Rule 6.4: names that no customer, vendor, employee or other name has, as far as is known; QuickBooks has the last word (status 3100).</summary>
internal sealed class CustomerNames
{
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _noted = [];

    /// <summary>Notes a name that is in use. Nothing is made of it before a name is wanted: most runs add nobody.</summary>
    public void Note(string name) => _noted.Add(name);

    /// <summary>A name that is free as far as known, and taken from then on: after the first proposal of which QuickBooks can hold anything.</summary>
    public string Take(params IEnumerable<string?> proposals)
    {
        foreach (var noted in _noted)
            _taken.Add(noted.Trim());
        _noted.Clear();
        var name = proposals.Select(Allowed).FirstOrDefault(allowed => allowed is not null) ?? "Customer";
        var candidate = name;
        for (var number = 2; !_taken.Add(candidate); number++)
        {
            var suffix = $" ({number.ToString(CultureInfo.InvariantCulture)})";
            candidate = DesktopStoredForm.Cut(name, QbElements.NameLength - suffix.Length) + suffix;
        }
        return candidate;
    }

    /// <summary>A proposal in characters and length that QuickBooks takes, a colon would make a job of it; null if nothing is left of it.</summary>
    private static string? Allowed(string? proposal) =>
        proposal is not null && WindowsCharacters.Keep(proposal.Replace(':', ' ')) is { } kept ? DesktopStoredForm.Cut(kept, QbElements.NameLength) : null;
}
