using System.Globalization;
using System.Text;

namespace CrmQbSync.Scheduling.Systemd;

/// <summary>How systemd wants names and command lines written: systemd.unit(5) and systemd.service(5).</summary>
internal static class SystemdText
{
    private const int LongestName = 200;

    /// <summary>A unit's name without its ending; names that would be longer than a file's may be are shortened to what tells them apart.</summary>
    public static string UnitName(string task)
    {
        var name = "crmqbsync-" + Escape(task);
        return name.Length <= LongestName ? name : $"crmqbsync-{task[^8..]}";
    }

    /// <summary>A text as part of a unit's name, as <c>systemd-escape</c> gives it.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            var sign = (char)value;
            var stands = char.IsAsciiLetterOrDigit(sign) || sign is ':' or '_' || (sign == '.' && escaped.Length > 0);
            _ = stands ? escaped.Append(sign) : sign == '/' ? escaped.Append('-') : escaped.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
        }
        return escaped.ToString();
    }

    /// <summary>A word of a command line: in quotes, without specifiers and variables.</summary>
    public static string Word(string word)
    {
        var quoted = new StringBuilder("\"");
        foreach (var sign in word)
        {
            _ = sign switch
            {
                '"' or '\\' => quoted.Append('\\').Append(sign),
                '%' => quoted.Append("%%"),
                '$' => quoted.Append("$$"),
                < ' ' or '\x7f' => quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)sign:x2}"),
                _ => quoted.Append(sign),
            };
        }
        return quoted.Append('"').ToString();
    }

    /// <summary>A variable of a service: in quotes; dollar signs mean nothing there.</summary>
    public static string Variable(string name, string value) => Word($"{name}={value}").Replace("$$", "$", StringComparison.Ordinal);

    /// <summary>Text for people.</summary>
    public static string Plain(string text) => text.Replace("%", "%%", StringComparison.Ordinal);
}
