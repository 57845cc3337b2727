using System.Globalization;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.Csv;

/// <summary>By what id a row is known.</summary>
/// <param name="Id">The id.</param>
/// <param name="IsKeyed">Whether the row has no id of its own and is known by its key.</param>
/// <param name="FormerId">By what it was known before it got its id, if it may have got it since the last finished run.</param>
/// <param name="IsTaken">Whether a row further up has the same id.</param>
internal readonly record struct CsvRowId(string Id, bool IsKeyed, string? FormerId, bool IsTaken);

/// <summary>Gives the rows of a file their ids, in their order, and finds out which ids are taken.</summary>
internal sealed class CsvRowIds(CsvLayout layout, CsvMark? memory, bool hasFormerIds, long expected)
{
    private const string GuidFormat = "N";
    private const int MostExpected = 1 << 20;
    // So many digits are always less than 2^64, and read several times as fast.
    private const int LongestUsual = 19;

    private static readonly UInt128 s_largest = UInt128.MaxValue - ulong.MaxValue;

    // With how many rows a key was already given out: many rows may share one, and none is to look through all numbers anew.
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);
    // Nearly all ids are plain integers: a million of them as texts would take several times the room and the time.
    private readonly CsvIntegerIds _seenIntegers = new((int)Math.Min(expected, MostExpected));
    private readonly Dictionary<string, int> _formerSeen = new(StringComparer.Ordinal);
    // Without memory the first run may have been broken off after it gave ids. Where ids are GUIDs, any later one may, for rows that came since.
    private readonly bool _mayHaveBeenKeyed = hasFormerIds && (memory is null || memory.Keyed || !memory.IntegerIds);
    private readonly UInt128 _knownMax = memory?.MaxIdNumber ?? 0;

    /// <summary>The highest integer id seen, here or ever before.</summary>
    public UInt128 Max { get; private set; } = memory?.MaxIdNumber ?? 0;

    /// <summary>Whether all ids are integers.</summary>
    public bool AreIntegers { get; private set; } = true;

    /// <summary>Whether a row had no id.</summary>
    public bool AnyKeyed { get; private set; }

    /// <summary>The id of the next row.</summary>
    public CsvRowId Next(CsvRecordReader row)
    {
        var own = layout.Id < 0 ? "" : row.Cells[layout.Id].Trim();
        if (own.Length == 0)
        {
            AnyKeyed = true;
            return new CsvRowId(Unique(KeyOf(row), _seen), IsKeyed: true, null, IsTaken: false);
        }
        var isInteger = TryInteger(own, out var number);
        AreIntegers &= isInteger;
        if (isInteger && number > Max)
            Max = number;
        // With a zero ahead it is another text than without.
        var isTaken = isInteger && own[0] != '0' && number <= ulong.MaxValue
            ? !_seenIntegers.Add((ulong)number) || (_seen.Count > 0 && _seen.ContainsKey(own))
            : !_seen.TryAdd(own, 1);
        // A row may have come without id after the last finished run, and have got one from a run that was broken off.
        var mayBeNew = isInteger ? hasFormerIds && number > _knownMax : _mayHaveBeenKeyed && Guid.TryParseExact(own, GuidFormat, out _);
        return new CsvRowId(own, IsKeyed: false, mayBeNew ? Unique(KeyOf(row), _formerSeen) : null, isTaken);
    }

    /// <summary>The id that a faulty row seems to have; no new row may get it. Null if it has none.</summary>
    public string? NoteFaulty(ReadOnlySpan<string> cells)
    {
        var own = layout.Id >= 0 && layout.Id < cells.Length ? cells[layout.Id].Trim() : "";
        if (TryInteger(own, out var number) && number > Max)
            Max = number;
        return own.Length > 0 ? own : null;
    }

    /// <summary>What is wrong with a row whose id is taken.</summary>
    public static string TakenFault(string id) =>
        $"a row further up has the same id '{id}'. Give one of the two another id, or blank it to get a new one.";

    /// <summary>A new id, above every integer that was ever seen; a GUID where ids are no integers.</summary>
    public static string New(ref UInt128 max, bool integers)
    {
        if (!integers)
            return Guid.NewGuid().ToString(GuidFormat);
        max++;
        return max.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Reads an id as an integer. One that leaves no room for new ids above it counts as none.</summary>
    public static bool TryInteger(string id, out UInt128 number)
    {
        if (id.Length > LongestUsual)
            return UInt128.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= s_largest;
        var isInteger = ulong.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var usual);
        number = usual;
        return isInteger;
    }

    // Lower case, as ids are compared exactly and addresses are not.
    private string KeyOf(CsvRecordReader row) =>
        EmailAddress.First(row.ValueUtf8(layout.Fields[0].Columns[0]))?.ToLowerInvariant() ?? $"row {row.Line.ToString(CultureInfo.InvariantCulture)}";

    private string Unique(string key, Dictionary<string, int> seen)
    {
        // A cell for addresses may hold a mere number, which then is the id of another row.
        var isId = ReferenceEquals(seen, _seen) && TryInteger(key, out var number) && number <= ulong.MaxValue
            && _seenIntegers.Contains((ulong)number);
        if (seen.TryAdd(key, 1) && !isId)
            return key;
        while (true)
        {
            var candidate = $"{key}#{(++seen[key]).ToString(CultureInfo.InvariantCulture)}";
            if (seen.TryAdd(candidate, 1))
                return candidate;
        }
    }
}
