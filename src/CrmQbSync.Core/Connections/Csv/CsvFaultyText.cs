using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.Csv;

/// <summary>
/// The addresses in rows that could not be read. A new row with one of them would be a second one for the same person (rule 6.5).
/// </summary>
internal sealed class CsvFaultyText
{
    private static readonly char[] Separators = [',', ';', '\t', '|', '"', '\'', '<', '>', '(', ')', '[', ']', ' ', '\r', '\n', ':'];
    private readonly HashSet<string> _addresses = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Notes what stands in a faulty row.</summary>
    public void Note(ReadOnlySpan<byte> raw)
    {
        foreach (var word in System.Text.Encoding.UTF8.GetString(raw).Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.Contains('@') && EmailAddress.First(word) is { } address)
                _addresses.Add(address);
        }
    }

    /// <summary>Whether a faulty row holds an address.</summary>
    public bool Holds(string? email) => EmailAddress.First(email) is { } address && _addresses.Contains(address);
}
