using System.Globalization;
using System.Management.Automation.Host;

namespace CrmQbSync.Shell;

/// <summary>What the PowerShell engine sees of this program.</summary>
internal sealed class ShellHost(ShellConsole console) : PSHost
{
    public override string Name => "CrmQbSync.Shell";

    public override Version Version { get; } = typeof(ShellHost).Assembly.GetName().Version ?? new Version(0, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    public override PSHostUserInterface UI { get; } = new ShellUserInterface(console);

    /// <summary>The code that the script ended with by <c>exit</c>; null if it did not.</summary>
    public int? ExitCode { get; private set; }

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    public override void EnterNestedPrompt() => throw new NotSupportedException("Nested prompts need a full PowerShell.");

    public override void ExitNestedPrompt() => throw new NotSupportedException("Nested prompts need a full PowerShell.");

    public override void NotifyBeginApplication()
    {
        // The programs that a script starts share this console as it is.
    }

    public override void NotifyEndApplication()
    {
        // See above.
    }
}
