using YamlDotNet.Core;

namespace CrmQbSync.Profiles;

/// <summary>Says in a user's words what the YAML parser found.</summary>
internal static class YamlFaultText
{
    public static string Wrong(YamlException exception)
    {
        var message = exception.Message.Trim().TrimEnd('.');
        return $"this is not YAML ({(message.Length == 0 ? "it cannot be read" : char.ToLowerInvariant(message[0]) + message[1..])})";
    }

    /// <summary>What most likely helps, by what stands in the line.</summary>
    public static string Right(YamlException exception, string text)
    {
        var line = LineAt(text, (int)Math.Clamp(exception.Start.Line, 1, int.MaxValue));
        var brace = line.IndexOf("${", StringComparison.Ordinal);
        if (brace >= 0 && line[..brace].AsSpan().IndexOfAny('{', '[') >= 0)
            return "inside { } and [ ] a reference stands in quotes: \"${env:NAME}\"";
        if (exception.Message.Contains("invalid mapping", StringComparison.Ordinal))
            return "a text with \": \" in it stands in quotes, and the keys of a group stand in one column";
        if (exception.Message.Contains("quoted scalar", StringComparison.Ordinal))
            return "a text that starts with a quote ends with the same one in its line; \\ inside \" \" is doubled, or the text stands in ' '";
        if (exception.Message.Contains("cannot start any token", StringComparison.Ordinal))
            return "a text that starts with a special sign (@ ` %) stands in quotes";
        if (exception.InnerException is InvalidOperationException || exception.Message.Contains("parsing a flow", StringComparison.Ordinal))
            return "what starts with { or [ ends with } or ], and between its parts stands a comma";
        return "keys and values as key: value, groups indented by two spaces, texts with special signs in quotes; what follows could not be checked";
    }

    private static string LineAt(string text, int line)
    {
        var start = 0;
        for (var number = 1; number < line; number++)
        {
            var end = text.IndexOf('\n', start);
            if (end < 0)
                return "";
            start = end + 1;
        }
        var last = text.IndexOf('\n', start);
        return last < 0 ? text[start..] : text[start..last];
    }
}
