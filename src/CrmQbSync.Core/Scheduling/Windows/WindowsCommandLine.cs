using System.Text;

namespace CrmQbSync.Scheduling.Windows;

/// <summary>Command lines as programs on Windows take them apart (CommandLineToArgvW).</summary>
internal static class WindowsCommandLine
{
    /// <summary>The arguments in one line.</summary>
    public static string Join(IEnumerable<string> arguments) => string.Join(' ', arguments.Select(Quote));

    private static string Quote(string argument)
    {
        if (argument.Length > 0 && argument.AsSpan().IndexOfAny(" \t\"") < 0)
            return argument;
        var quoted = new StringBuilder("\"");
        var backslashes = 0;
        foreach (var sign in argument)
        {
            // Backslashes mean themselves, except before a quotation mark, where each needs another.
            if (sign == '"')
                quoted.Append('\\', backslashes + 1);
            backslashes = sign == '\\' ? backslashes + 1 : 0;
            quoted.Append(sign);
        }
        return quoted.Append('\\', backslashes).Append('"').ToString();
    }
}
