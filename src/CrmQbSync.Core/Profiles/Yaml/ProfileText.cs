using System.Buffers;
using System.Text;

namespace CrmQbSync.Profiles;

/// <summary>A file's bytes as text: UTF-8 and nothing else, indented by spaces.</summary>
internal static class ProfileText
{
    /// <summary>The largest profile that is read, in bytes; real ones have a few thousand.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>The text; null if the file is none. Faults are collected.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes, ProfileFaults faults)
    {
        if (bytes.Length > MaxBytes)
        {
            faults.Add(1, 1, "", "the file is larger than 1 MB", "a profile has a few thousand characters; this is another file");
            return null;
        }
        if (bytes.StartsWith([(byte)0xFF, (byte)0xFE]) || bytes.StartsWith([(byte)0xFE, (byte)0xFF]))
        {
            faults.Add(1, 1, "", "the file is UTF-16", "save it as UTF-8");
            return null;
        }
        if (bytes.StartsWith([(byte)0xEF, (byte)0xBB, (byte)0xBF]))
            bytes = bytes[3..];
        var text = DecodeUtf8(bytes, faults);
        return text is not null && CheckCharacters(text, faults) ? text : null;
    }

    /// <summary>
    /// Tells of every line that is indented by a tab. YAML forbids them in most places and means something else than it shows in the others.
    /// </summary>
    public static void CheckTabs(string text, ProfileFaults faults)
    {
        var line = 0;
        foreach (var content in text.AsSpan().EnumerateLines())
        {
            line++;
            var indentation = content.Length - content.TrimStart(" \t").Length;
            var tab = content[..indentation].IndexOf('\t');
            if (tab >= 0 && indentation < content.Length)
                faults.Add(line, tab + 1, "", "the line is indented by a tab", "YAML indents by spaces: two for each level");
        }
    }

    private static string? DecodeUtf8(ReadOnlySpan<byte> bytes, ProfileFaults faults)
    {
        var builder = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var length) != OperationStatus.Done)
            {
                var (line, column) = PlaceAfter(builder.ToString());
                faults.Add(line, column, "", $"the byte 0x{bytes[0]:X2} is not UTF-8", "save the file as UTF-8");
                return null;
            }
            builder.Append(rune.ToString());
            bytes = bytes[length..];
        }
        return builder.ToString();
    }

    private static bool CheckCharacters(string text, ProfileFaults faults)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] is '\t' or '\n' or '\r' or '\u0085' || !char.IsControl(text[index]))
                continue;
            var (line, column) = PlaceAfter(text[..index]);
            faults.Add(line, column, "", $"the control character U+{(int)text[index]:X4} stands here", "a profile is a text file; this one is binary or damaged");
            return false;
        }
        return true;
    }

    private static (int Line, int Column) PlaceAfter(string text)
    {
        var line = text.AsSpan().Count('\n') + 1;
        return (line, text.Length - (text.LastIndexOf('\n') + 1) + 1);
    }
}
