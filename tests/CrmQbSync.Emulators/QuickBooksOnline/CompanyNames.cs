using System.Globalization;
using System.Text;

namespace CrmQbSync.Emulators.QuickBooksOnline;

/// <summary>Which names are taken: the display names of customers, vendors and employees together at top level, full names among customers.</summary>
internal sealed class CompanyNames(QuickBooksKnobs knobs)
{
    private readonly Dictionary<string, HashSet<string>> _owners = [];

    /// <summary>Who has a name; a customer at top level, a vendor or an employee.</summary>
    public void Take(string owner, string fullName)
    {
        var key = KeyOf(fullName);
        if (!_owners.TryGetValue(key, out var owners))
            _owners[key] = owners = [];
        owners.Add(owner);
    }

    /// <summary>A name is given up.</summary>
    public void Free(string owner, string fullName)
    {
        var key = KeyOf(fullName);
        if (_owners.TryGetValue(key, out var owners) && owners.Remove(owner) && owners.Count == 0)
            _owners.Remove(key);
    }

    /// <summary>Whether somebody else has a name.</summary>
    public bool IsTaken(string owner, string fullName) =>
        _owners.TryGetValue(KeyOf(fullName), out var owners) && owners.Any(other => other != owner);

    private string KeyOf(string name)
    {
        var key = string.Join(' ', name.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();
        if (!knobs.NamesIgnoreAccents)
            return key;
        var bare = key.Normalize(NormalizationForm.FormD).Where(character => CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark);
        return string.Concat(bare);
    }
}
