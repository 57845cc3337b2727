using System.ComponentModel;
using CrmQbSync.Programs;

namespace CrmQbSync.Tests.Scheduling;

/// <summary>Programs that answer as a test says, and are remembered.</summary>
internal sealed class RecordingPrograms : IProgramRunner
{
    public List<string> Calls { get; } = [];

    public List<string> Inputs { get; } = [];

    public Func<IReadOnlyList<string>, ProgramResult?> Answer { get; set; } = _ => new ProgramResult(0, "", "");

    public Task<ProgramResult> RunAsync(
        string program, IReadOnlyList<string> arguments, string input, IReadOnlyDictionary<string, string> environment, TimeSpan patience, CancellationToken cancellationToken)
    {
        Calls.Add(string.Join(' ', arguments));
        Inputs.Add(input);
        return Task.FromResult(Answer(arguments) ?? throw new Win32Exception(2, "No such file or directory"));
    }
}
