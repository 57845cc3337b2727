using System.Globalization;

namespace CrmQbSync.Connections.Csv;

/// <summary>Rule 6.4: the names of customers, each once in the file.</summary>
internal sealed class CsvUniqueNames
{
    // A colon would make a job of the customer. See "which contact fields are imported", cited at the headers.
    private static readonly char[] Forbidden = [':', '"', '\t', '\r', '\n'];

    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Notes a name that stands in the file.</summary>
    public void Note(string name)
    {
        if (!string.IsNullOrWhiteSpace(name))
            _taken.Add(name.Trim());
    }

    /// <summary>A free name after a proposal, which is taken from then on.</summary>
    public string Take(string proposal)
    {
        var name = string.Join(' ', proposal.Split(Forbidden)).Trim();
        var candidate = name;
        for (var number = 2; !_taken.Add(candidate); number++)
            candidate = $"{name} ({number.ToString(CultureInfo.InvariantCulture)})";
        return candidate;
    }
}
