namespace CrmQbSync.Programs;

/// <summary>Runs programs of the system and of the user.</summary>
internal interface IProgramRunner
{
    /// <summary>Runs a program to its end; nothing of it goes through a shell.</summary>
    /// <param name="program">Its path, or its name on the search path.</param>
    /// <param name="arguments">Its arguments, each as it is.</param>
    /// <param name="input">What it reads; UTF-8.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    /// <param name="patience">How long it may take; then it is ended, with all that it started.</param>
    /// <param name="cancellationToken">Ends it in the same way.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    /// <exception cref="TimeoutException">It took too long.</exception>
    Task<ProgramResult> RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        string input,
        IReadOnlyDictionary<string, string> environment,
        TimeSpan patience,
        CancellationToken cancellationToken);
}
