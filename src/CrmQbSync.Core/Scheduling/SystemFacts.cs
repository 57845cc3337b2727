namespace CrmQbSync.Scheduling;

/// <summary>What the schedulers have to know of the machine and its user.</summary>
internal sealed record SystemFacts
{
    /// <summary>The variables of this process.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>The user's name.</summary>
    public required string UserName { get; init; }

    /// <summary>The user's own folder.</summary>
    public required string Home { get; init; }

    /// <summary>Whether a file or folder is there.</summary>
    public required Func<string, bool> Exists { get; init; }

    /// <summary>Whether this is Windows.</summary>
    public required bool IsWindows { get; init; }

    /// <summary>The program of this process; null if the system does not say.</summary>
    public required string? ProcessPath { get; init; }

    /// <summary>The assembly that this process was started with; null if there is none.</summary>
    public required string? EntryAssembly { get; init; }

    /// <summary>This machine, this process.</summary>
    public static SystemFacts Current() => new()
    {
        Environment = System.Environment.GetEnvironmentVariable,
        UserName = System.Environment.UserName,
        Home = System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile, System.Environment.SpecialFolderOption.DoNotVerify),
        Exists = Path.Exists,
        IsWindows = OperatingSystem.IsWindows(),
        ProcessPath = System.Environment.ProcessPath,
        EntryAssembly = System.Reflection.Assembly.GetEntryAssembly()?.Location is { Length: > 0 } location ? location : null,
    };

    /// <summary>The full path of a program on the search path; null if it is not there.</summary>
    public string? FindProgram(string name) =>
        (Environment("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(Path.IsPathFullyQualified)
            .Select(folder => Path.Combine(folder, IsWindows ? name + ".exe" : name))
            .FirstOrDefault(Exists);
}
