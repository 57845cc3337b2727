using CrmQbSync.Profiles;

namespace CrmQbSync.Programs;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code; 0 for success.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Error">What it complained of.</param>
internal sealed record ProgramResult(int ExitCode, string Output, string Error)
{
    /// <summary>Its complaint in one line, for messages.</summary>
    public string Complaint
    {
        get
        {
            var text = Error.Trim().Length > 0 ? Error : Output;
            var line = string.Join(' ', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            return line.Length == 0 ? $"it ended with exit code {ExitCode.ToInvariant()}" : line.Length > 500 ? line[..500] + "…" : line;
        }
    }
}
