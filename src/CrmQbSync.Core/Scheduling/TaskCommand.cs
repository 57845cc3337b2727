namespace CrmQbSync.Scheduling;

/// <summary>What a task runs. None of it is secret.</summary>
/// <param name="Program">The program's full path.</param>
/// <param name="Arguments">Its arguments, each as it is.</param>
/// <param name="Environment">Variables that it needs beside those of the account.</param>
internal sealed record TaskCommand(string Program, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>In one line, for people.</summary>
    public override string ToString() => string.Join(' ', Arguments.Prepend(Program).Select(word => word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word));
}
