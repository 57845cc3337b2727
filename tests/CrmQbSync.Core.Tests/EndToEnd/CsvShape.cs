using System.Text;

namespace CrmQbSync.Tests.EndToEnd;

/// <summary>How a file is written by those who make it.</summary>
internal sealed record CsvShape
{
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];
    private static readonly Encoding[] Encodings = [new UTF8Encoding(false), new UTF8Encoding(true), new UnicodeEncoding(bigEndian: false, byteOrderMark: true)];

    public char Delimiter { get; init; } = ',';

    public CsvIds Ids { get; init; }

    public string NewLine { get; init; } = "\n";

    public Encoding Encoding { get; init; } = Encodings[0];

    /// <summary>One of all shapes.</summary>
    public static CsvShape Of(int choice) => new()
    {
        Ids = (CsvIds)(choice % 3),
        Delimiter = Delimiters[choice / 3 % 4],
        NewLine = choice / 12 % 2 == 0 ? "\n" : "\r\n",
        Encoding = Encodings[choice / 24 % 3],
    };

    public override string ToString() => $"'{Delimiter}' {Ids} ids {NewLine.Length} {Encoding.WebName}";
}
