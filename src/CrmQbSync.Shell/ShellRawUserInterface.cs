using System.Management.Automation.Host;

namespace CrmQbSync.Shell;

/// <summary>Sizes and colours of the console; what moves the cursor about is for full-screen hosts.</summary>
internal sealed class ShellRawUserInterface(ShellConsole console) : PSHostRawUserInterface
{
    private const string FullScreenOnly = "This host writes lines; it has no screen to draw on.";

    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

    public override Size BufferSize
    {
        get => new(console.Width, console.Height);
        set => throw new NotSupportedException(FullScreenOnly);
    }

    public override Size WindowSize
    {
        get => new(console.Width, console.Height);
        set => throw new NotSupportedException(FullScreenOnly);
    }

    public override Size MaxWindowSize => WindowSize;

    public override Size MaxPhysicalWindowSize => WindowSize;

    public override Coordinates CursorPosition { get; set; }

    public override Coordinates WindowPosition { get; set; }

    public override int CursorSize { get; set; } = 1;

    public override string WindowTitle { get; set; } = "CrmQbSync";

    public override bool KeyAvailable => !Console.IsInputRedirected && Console.KeyAvailable;

    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        var key = Console.ReadKey(intercept: (options & ReadKeyOptions.NoEcho) != 0);
        return new KeyInfo((int)key.Key, key.KeyChar, default, keyDown: true);
    }

    public override void FlushInputBuffer()
    {
        while (KeyAvailable)
            Console.ReadKey(intercept: true);
    }

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw new NotSupportedException(FullScreenOnly);

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) =>
        throw new NotSupportedException(FullScreenOnly);

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw new NotSupportedException(FullScreenOnly);

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw new NotSupportedException(FullScreenOnly);
}
