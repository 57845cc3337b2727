using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.Help;

/// <summary>Examples run one after the other in a process of their own, in a folder.</summary>
internal sealed class ExampleScript(string folder, string before = "")
{
    /// <summary>Runs them, and gives a line for each: its name, and the types of what it gave or the id of the error that ended it.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(IReadOnlyList<(string Name, string Code)> examples, IReadOnlyDictionary<string, string> variables)
    {
        var script = string.Join('\n', examples.Select(example => $$"""
            try {
                $given = @(& {
            {{example.Code}}
                })
                "outcome: {{example.Name}}: $($given | ForEach-Object { $_.GetType().FullName })"
            }
            catch { "outcome: {{example.Name}}: $($_.FullyQualifiedErrorId.Split(',')[0])" }
            """));
        var file = Path.Combine(folder, "examples.ps1");
        await File.WriteAllTextAsync(file, $"""
            $ErrorActionPreference = 'Stop'
            $ConfirmPreference = 'None'
            $null = $ExecutionContext.SessionState.Path.SetLocation('{folder}')
            {before}
            {script}
            """);
        var result = await ChildShell.RunAsync(variables, "-File", file);
        Assert.True(result.ExitCode == 0, $"{result.ExitCode}\n{result.Output}\n{result.Error}");
        const string Mark = "outcome: ";
        return [.. result.Lines.Where(line => line.StartsWith(Mark, StringComparison.Ordinal)).Select(line => line[Mark.Length..])];
    }
}
