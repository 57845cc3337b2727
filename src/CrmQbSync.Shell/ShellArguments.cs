namespace CrmQbSync.Shell;

/// <summary>The command line, understood.</summary>
internal sealed record ShellArguments(ShellAction Action)
{
    public const string Usage = """
        Runs PowerShell with the CrmQbSync module, where no PowerShell is installed.

          crmqbsync script.ps1 [arguments]         runs a script file
          crmqbsync -File script.ps1 [arguments]   the same
          crmqbsync -Command 'commands'            runs commands
          crmqbsync -Version                       shows the version
          crmqbsync -Help                          shows this

        The exit code is the script's own ('exit 3'); else 0, or 1 after an error that ended the script,
        or after any error of -Command.
        The module is taken from the folder in CRMQBSYNC_MODULE; else from CrmQbSync or out/CrmQbSync
        in this program's folder or the nearest folder above it.

        """;

    /// <summary>The script file or the commands.</summary>
    public string Script { get; init; } = "";

    /// <summary>What the script is given.</summary>
    public IReadOnlyList<string> ScriptArguments { get; init; } = [];

    /// <summary>What is wrong with the command line.</summary>
    public string? Complaint { get; init; }

    public static ShellArguments Parse(IReadOnlyList<string> args)
    {
        if (args.Count == 0)
            return Refuse("Name a script file, or commands with -Command.");
        return args[0].TrimStart('-', '/').ToUpperInvariant() switch
        {
            _ when !args[0].StartsWith('-') && args[0] != "/?" => File(args[0], args.Skip(1)),
            "HELP" or "H" or "?" => new ShellArguments(ShellAction.Help),
            "VERSION" => new ShellArguments(ShellAction.Version),
            "COMMAND" or "C" when args.Count == 1 => Refuse("-Command needs the commands to run."),
            "COMMAND" or "C" => new ShellArguments(ShellAction.RunCommand) { Script = string.Join(' ', args.Skip(1)) },
            "FILE" or "F" when args.Count == 1 => Refuse("-File needs a script file."),
            "FILE" or "F" => File(args[1], args.Skip(2)),
            _ => Refuse($"There is no option {args[0]}."),
        };
    }

    // A profile given in place of a script would be run line by line as commands.
    private static ShellArguments File(string path, IEnumerable<string> arguments) => path.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase)
        ? new(ShellAction.RunFile) { Script = path, ScriptArguments = [.. arguments] }
        : Refuse($"'{path}' is no script: a script's name ends with .ps1. Commands go behind -Command: crmqbsync -Command 'Invoke-ContactSync ./acme.yaml'");

    private static ShellArguments Refuse(string complaint) => new(ShellAction.Refuse) { Complaint = complaint };
}
