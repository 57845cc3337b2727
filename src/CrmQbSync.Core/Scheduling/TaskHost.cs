namespace CrmQbSync.Scheduling;

/// <summary>Finds what can run the module's script without anybody there: PowerShell, else the program that hosts its engine.</summary>
internal sealed class TaskHost(SystemFacts facts)
{
    private const string Shell = "crmqbsync";

    private static readonly string[] s_variables = ["DOTNET_ROOT", "CRMQBSYNC_MODULE"];

    /// <summary>The command that synchronises with a profile.</summary>
    /// <param name="script">The full path of the script that does it.</param>
    /// <param name="profile">The profile's full path.</param>
    /// <param name="outputs">The folder for its outputs.</param>
    /// <exception cref="SyncException">SchedulerFailed if nothing can run it.</exception>
    public TaskCommand CommandFor(string script, string profile, string outputs)
    {
        var (program, before) = Find() ?? throw new SyncException(
            SyncErrorId.SchedulerFailed,
            "Nothing was found that a scheduler could run the synchronisation with: neither pwsh nor crmqbsync is on the search path.",
            "Install PowerShell 7.4 or later, or put crmqbsync on the search path (PATH), and register again.");
        List<string> arguments = [.. before, "-File", script, "-ProfilePath", profile, "-Outputs", outputs];
        if (facts.Environment("CRMQBSYNC_HOME") is { Length: > 0 } home)
            arguments.AddRange(["-SettingsFolder", Path.GetFullPath(home)]);
        if (facts.Environment("CRMQBSYNC_VAULT") is { Length: > 0 } vault)
            arguments.AddRange(["-Vault", vault]);
        return new TaskCommand(program, arguments, Variables());
    }

    private (string Program, string[] Before)? Find()
    {
        string[] options = ["-NoProfile", "-NonInteractive"];
        if (NameOf(facts.ProcessPath) == "pwsh")
            return (facts.ProcessPath!, options);
        if (facts.FindProgram("pwsh") is { } pwsh)
            return (pwsh, options);
        if (NameOf(facts.ProcessPath) == Shell)
            return (facts.ProcessPath!, []);
        if (facts.FindProgram(Shell) is { } shell)
            return (shell, []);
        // Started as 'dotnet crmqbsync.dll'.
        return facts.ProcessPath is { } dotnet && NameOf(facts.EntryAssembly) == Shell ? (dotnet, [facts.EntryAssembly!]) : null;
    }

    private static string? NameOf(string? path) => Path.GetFileNameWithoutExtension(path)?.ToLowerInvariant();

    // A scheduler gives a task hardly any variables, and .NET outside of the usual places is found by one.
    private Dictionary<string, string> Variables() =>
        s_variables
            .Where(_ => !facts.IsWindows)
            .Select(name => (Name: name, Value: facts.Environment(name)))
            .Where(pair => !string.IsNullOrEmpty(pair.Value))
            .ToDictionary(pair => pair.Name, pair => pair.Value!);
}
