using System.Text.Json;
using System.Text.Json.Serialization;

namespace CrmQbSync.Connections.Csv;

/// <summary>What a connection remembers of its file from run to run.</summary>
internal sealed record CsvMark
{
    /// <summary>A hash of the content (<see cref="CsvScan.Hash"/>).</summary>
    public required string Hash { get; init; }

    /// <summary>The length in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>Which column was what.</summary>
    public required string Mapping { get; init; }

    /// <summary>The highest integer id that ever stood in the file, in decimal.</summary>
    public string MaxId { get; init; } = "0";

    /// <summary>Whether all ids in the file are integers.</summary>
    public bool IntegerIds { get; init; } = true;

    /// <summary>Whether some rows had no id and were known by their key.</summary>
    public bool Keyed { get; init; }

    /// <summary>Whether a row was faulty, so that the file has to be read again even unchanged.</summary>
    public bool Faulty { get; init; }

    /// <summary>How many records there were.</summary>
    public long Records { get; init; }

    /// <summary><see cref="MaxId"/> as a number.</summary>
    [JsonIgnore]
    public UInt128 MaxIdNumber => CsvRowIds.TryInteger(MaxId, out var number) ? number : 0;

    /// <summary>The mark as it is kept.</summary>
    public string Write() => JsonSerializer.Serialize(this, CsvJson.Default.CsvMark);

    /// <summary>A mark that was kept; null if there is none, or one of another kind: the file is then read as if for the first time.</summary>
    public static CsvMark? Read(string? text)
    {
        if (text is null)
            return null;
        try
        {
            return JsonSerializer.Deserialize(text, CsvJson.Default.CsvMark);
        }
        catch (JsonException)
        {
            // Kept by another version: reading everything anew is always right.
            return null;
        }
    }
}
