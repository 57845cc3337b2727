using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Security;

namespace CrmQbSync.Shell;

/// <summary>Writes what PowerShell has to say: data to the output, everything said about it to the error output.</summary>
internal sealed class ShellUserInterface(ShellConsole console) : PSHostUserInterface
{
    private readonly ProgressLine _progress = new(console);

    public override PSHostRawUserInterface RawUI { get; } = new ShellRawUserInterface(console);

    public override bool SupportsVirtualTerminal => console.HasColors;

    public override void Write(string value)
    {
        _progress.Clear();
        console.Out.Write(Render(value));
    }

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(value);

    public override void WriteLine(string value)
    {
        _progress.Clear();
        console.Out.WriteLine(Render(value));
    }

    /// <summary>Whether any error was shown.</summary>
    public bool HadErrors { get; private set; }

    public override void WriteErrorLine(string value)
    {
        HadErrors = true;
        Say(value);
    }

    public override void WriteWarningLine(string message) => Say("WARNING: " + message);

    public override void WriteVerboseLine(string message) => Say("VERBOSE: " + message);

    public override void WriteDebugLine(string message) => Say("DEBUG: " + message);

    public override void WriteProgress(long sourceId, ProgressRecord record) => _progress.Show(record);

    public override string ReadLine()
    {
        RequirePerson("The script asks for input");
        return Console.ReadLine() ?? "";
    }

    public override SecureString ReadLineAsSecureString()
    {
        RequirePerson("The script asks for a secret");
        var secret = new SecureString();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key != ConsoleKey.Backspace)
                secret.AppendChar(key.KeyChar);
            else if (secret.Length > 0)
                secret.RemoveAt(secret.Length - 1);
        }
        console.Out.WriteLine();
        secret.MakeReadOnly();
        return secret;
    }

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        RequirePerson($"A value is needed for {string.Join(", ", descriptions.Select(field => field.Name))}");
        Heading(caption, message);
        var answers = new Dictionary<string, PSObject>();
        foreach (var field in descriptions)
        {
            Write(field.Name + ": ");
            answers[field.Name] = field.ParameterTypeFullName == typeof(SecureString).FullName
                ? PSObject.AsPSObject(ReadLineAsSecureString())
                : PSObject.AsPSObject(ReadLine());
        }
        return answers;
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        RequirePerson($"A question needs an answer ({string.Join(" ", caption, message).Trim()})");
        Heading(caption, message);
        var keys = choices.Select(choice => KeyOf(choice.Label)).ToArray();
        var line = string.Join("  ", choices.Select((choice, index) => $"[{keys[index]}] {choice.Label.Replace("&", "", StringComparison.Ordinal)}"));
        while (true)
        {
            Write(defaultChoice >= 0 ? $"{line} (default is \"{keys[defaultChoice]}\"): " : line + ": ");
            if (Console.ReadLine()?.Trim() is not { } answer)
                throw new HostException("The input ended before the question was answered.");
            if (answer.Length == 0 && defaultChoice >= 0)
                return defaultChoice;
            var chosen = Array.FindIndex(keys, key => key.Equals(answer, StringComparison.OrdinalIgnoreCase));
            if (chosen < 0)
                chosen = choices.ToList().FindIndex(choice => choice.Label.Replace("&", "", StringComparison.Ordinal).Equals(answer, StringComparison.OrdinalIgnoreCase));
            if (chosen >= 0)
                return chosen;
        }
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        PromptForCredential(caption, message, userName, targetName, PSCredentialTypes.Default, PSCredentialUIOptions.Default);

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options)
    {
        RequirePerson("The script asks for a user name and a password");
        Heading(caption, message);
        if (string.IsNullOrEmpty(userName))
        {
            Write("User: ");
            userName = ReadLine();
        }
        Write($"Password for user {userName}: ");
        return new PSCredential(userName, ReadLineAsSecureString());
    }

    /// <summary>Takes an unfinished progress line away.</summary>
    public void Finish() => _progress.Clear();

    private static string KeyOf(string label)
    {
        var mark = label.IndexOf('&', StringComparison.Ordinal);
        return mark >= 0 && mark + 1 < label.Length
            ? label[mark + 1].ToString().ToUpper(CultureInfo.InvariantCulture)
            : label;
    }

    /// <summary>Colours are for a screen; a file or another program gets the bare text.</summary>
    private string Render(string text) => console.HasColors ? text : new StringDecorated(text).ToString(OutputRendering.PlainText);

    private void Say(string text)
    {
        _progress.Clear();
        console.Error.WriteLine(Render(text));
    }

    private void Heading(string caption, string message)
    {
        if (!string.IsNullOrEmpty(caption))
            WriteLine(caption);
        if (!string.IsNullOrEmpty(message))
            WriteLine(message);
    }

    private void RequirePerson(string what)
    {
        if (!console.CanAsk)
            throw new HostException($"{what}, and there is nobody to ask: input or output is redirected. Run it in a terminal, or give the value as a parameter (-Confirm:$false answers yes).");
    }
}
