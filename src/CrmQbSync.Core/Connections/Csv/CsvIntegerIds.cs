namespace CrmQbSync.Connections.Csv;

/// <summary>
/// The integer ids of a file that were seen. Most files hold them in rising order, of which a list is enough: it takes half the room of a set, and a look
/// at its end tells that an id is new.
/// </summary>
/// <param name="expected">How many there may be.</param>
internal sealed class CsvIntegerIds(int expected)
{
    private readonly List<ulong> _rising = new(expected);
    // None of them is above the last of those. Where one is out of order, many are.
    private HashSet<ulong>? _others;

    /// <summary>Adds an id; false if it was seen before.</summary>
    public bool Add(ulong id)
    {
        if (_rising.Count > 0 && id <= _rising[^1])
            return _rising.BinarySearch(id) < 0 && (_others ??= new HashSet<ulong>(expected)).Add(id);
        _rising.Add(id);
        return true;
    }

    /// <summary>Whether an id was seen.</summary>
    public bool Contains(ulong id) => _rising.BinarySearch(id) >= 0 || _others?.Contains(id) == true;
}
