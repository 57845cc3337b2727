using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Security;
using System.Text;

namespace CrmQbSync.PowerShell.Tests.Hosting;

/// <summary>A host of 120 columns that keeps what is shown, and answers questions as it is told to.</summary>
internal sealed class CapturingHost : PSHost
{
    private readonly CapturingUserInterface _ui = new();

    public override string Name => "Tests";

    public override Version Version { get; } = new(1, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public override PSHostUserInterface UI => _ui;

    /// <summary>The lines shown so far.</summary>
    public IReadOnlyList<string> Lines => _ui.Text.ToString().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The lines shown so far, blanks at their ends and all.</summary>
    public IReadOnlyList<string> RawLines => _ui.Text.ToString().ReplaceLineEndings("\n").Split('\n');

    /// <summary>The questions asked so far.</summary>
    public IReadOnlyList<string> Questions => _ui.Questions;

    /// <summary>The progress shown so far.</summary>
    public IReadOnlyList<ProgressRecord> Progress => _ui.Progress;

    /// <summary>The answer to the next questions: 0 is yes, 2 is no.</summary>
    public int Answer
    {
        set => _ui.Answer = value;
    }

    /// <summary>What is typed when something is asked for; null where nobody can type.</summary>
    public string? Typed
    {
        set => _ui.Typed = value;
    }

    public override void SetShouldExit(int exitCode)
    {
        // No test ends its host.
    }

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
        // Nothing to prepare.
    }

    public override void NotifyEndApplication()
    {
        // Nothing to restore.
    }

    private sealed class CapturingUserInterface : PSHostUserInterface
    {
        public StringBuilder Text { get; } = new();

        public List<string> Questions { get; } = [];

        public List<ProgressRecord> Progress { get; } = [];

        public int Answer { get; set; }

        public override PSHostRawUserInterface RawUI { get; } = new FixedRawUserInterface();

        public override void Write(string value) => Text.Append(Plain(value));

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Text.Append(Plain(value));

        public override void WriteLine(string value) => Text.Append(Plain(value)).Append('\n');

        private static string Plain(string value) => new StringDecorated(value).ToString(OutputRendering.PlainText);

        public override void WriteErrorLine(string value) => WriteLine(value);

        public override void WriteDebugLine(string message) => WriteLine("DEBUG: " + message);

        public override void WriteVerboseLine(string message) => WriteLine("VERBOSE: " + message);

        public override void WriteWarningLine(string message) => WriteLine("WARNING: " + message);

        public override void WriteProgress(long sourceId, ProgressRecord record) => Progress.Add(record);

        public override string ReadLine() => Typed ?? throw new PSInvalidOperationException("Nobody can type.");

        public string? Typed { get; set; }

        public override SecureString ReadLineAsSecureString() =>
            Typed is null ? throw new PSInvalidOperationException("Nobody can type.") : new System.Net.NetworkCredential("", Typed).SecurePassword;

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
            throw new NotSupportedException();

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            Questions.Add(message);
            return Answer;
        }

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
            throw new NotSupportedException();

        public override PSCredential PromptForCredential(
            string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
            throw new NotSupportedException();
    }

    private sealed class FixedRawUserInterface : PSHostRawUserInterface
    {
        public override ConsoleColor ForegroundColor { get; set; }

        public override ConsoleColor BackgroundColor { get; set; }

        public override Size BufferSize { get; set; } = new(120, 50);

        public override Size WindowSize { get; set; } = new(120, 50);

        public override Size MaxWindowSize => WindowSize;

        public override Size MaxPhysicalWindowSize => WindowSize;

        public override Coordinates CursorPosition { get; set; }

        public override Coordinates WindowPosition { get; set; }

        public override int CursorSize { get; set; }

        public override string WindowTitle { get; set; } = "";

        public override bool KeyAvailable => false;

        public override KeyInfo ReadKey(ReadKeyOptions options) => throw new NotSupportedException();

        public override void FlushInputBuffer()
        {
            // There is no input.
        }

        public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw new NotSupportedException();

        public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) =>
            throw new NotSupportedException();

        public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw new NotSupportedException();

        public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw new NotSupportedException();
    }
}
