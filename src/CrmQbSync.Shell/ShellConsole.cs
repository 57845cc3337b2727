using System.Text;

namespace CrmQbSync.Shell;

/// <summary>The process's own input and output, in UTF-8 whatever the console's settings say.</summary>
internal sealed class ShellConsole
{
    private const int RedirectedWidth = 120;

    private readonly bool _writesToScreen = !Console.IsOutputRedirected;

    private ShellConsole(TextWriter output, TextWriter error)
    {
        Out = output;
        Error = error;
    }

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    /// <summary>Whether a person can answer a question.</summary>
    public bool CanAsk => _writesToScreen && !Console.IsInputRedirected;

    /// <summary>Whether what is written goes to a screen, where progress makes sense.</summary>
    public bool IsScreen => _writesToScreen && !Console.IsErrorRedirected;

    /// <summary>Whether the screen shows colours and nobody asked for none.</summary>
    public bool HasColors => IsScreen && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>How many columns a line has.</summary>
    public int Width => _writesToScreen && Console.WindowWidth > 0 ? Console.WindowWidth : RedirectedWidth;

    /// <summary>How many lines the screen has.</summary>
    public int Height => _writesToScreen && Console.WindowHeight > 0 ? Console.WindowHeight : 50;

    public static ShellConsole Open()
    {
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        if (!Console.IsOutputRedirected)
            Console.OutputEncoding = encoding;
        return new ShellConsole(
            new StreamWriter(Console.OpenStandardOutput(), encoding) { AutoFlush = true },
            new StreamWriter(Console.OpenStandardError(), encoding) { AutoFlush = true });
    }
}
