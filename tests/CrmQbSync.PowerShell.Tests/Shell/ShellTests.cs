using System.Diagnostics;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.Shell;

public sealed class ShellTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crmqbsync-shell-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_script_gets_its_arguments_by_place_and_by_name()
    {
        var script = Script("param($First, [switch]$Flag, [int]$Number, [switch]$Off) \"$First|$Flag|$Number|$Off|$args\"");

        var result = await ChildShell.RunAsync(script, "one two", "-Flag", "-Number", "5", "-Off:$false", "rest");

        Assert.Equal(["one two|True|5|False|rest"], result.Lines);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task A_script_knows_its_own_folder()
    {
        var result = await ChildShell.RunAsync("-File", Script("$PSScriptRoot"));

        Assert.Equal([_folder], result.Lines);
    }

    [Theory]
    [InlineData("exit 3", 3)]
    [InlineData("exit", 0)]
    [InlineData("'fine'", 0)]
    [InlineData("throw 'no'", 1)]
    [InlineData("Get-Item ./nothing-here -ErrorAction SilentlyContinue; 'went on'", 0)]
    public async Task The_exit_code_is_the_scripts_own_or_tells_whether_an_error_ended_it(string text, int expected)
    {
        Assert.Equal(expected, (await ChildShell.RunAsync(Script(text))).ExitCode);
    }

    [Theory]
    [InlineData("exit 4", 4)]
    [InlineData("1 + 1", 0)]
    [InlineData("No-SuchCommand", 1)]
    [InlineData("throw 'no'", 1)]
    public async Task Commands_fail_on_any_error(string commands, int expected)
    {
        Assert.Equal(expected, (await ChildShell.RunAsync("-Command", commands)).ExitCode);
    }

    [Fact]
    public async Task Errors_warnings_and_verbose_messages_stay_out_of_the_output()
    {
        var script = Script("""
            $PSCmdlet = $null
            'data é→'
            function Say { [CmdletBinding()] param() $PSCmdlet.WriteWarning('careful'); $PSCmdlet.WriteVerbose('detail'); No-SuchCommand }
            Say -Verbose
            """);

        var result = await ChildShell.RunAsync(script);

        Assert.Equal(["data é→"], result.Lines);
        Assert.Contains("WARNING: careful", result.Error, StringComparison.Ordinal);
        Assert.Contains("VERBOSE: detail", result.Error, StringComparison.Ordinal);
        Assert.Contains("No-SuchCommand", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_with_faults_is_not_begun()
    {
        var result = await ChildShell.RunAsync(Script("'begun'\nif ("));

        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Lines);
        Assert.Contains("script.ps1:2:", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_that_nobody_can_answer_is_an_error()
    {
        var script = Script("New-ContactSyncProfile ./x.yaml -Crm Csv -Qb Csv -Confirm");

        var result = await ChildShell.RunAsync("-Command", $"& '{script}'");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("nobody to ask", result.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Help")]
    [InlineData("--help")]
    [InlineData("-?")]
    public async Task Help_is_shown(string option)
    {
        var result = await ChildShell.RunAsync(option);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("-Command", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_shown()
    {
        var module = await ChildShell.RunAsync("-Command", "(Get-Module CrmQbSync).Version.ToString()");

        Assert.Equal(module.Lines, (await ChildShell.RunAsync("-Version")).Lines);
    }

    [Theory]
    [InlineData("-Nonsense", "There is no option -Nonsense.")]
    [InlineData("-Command", "-Command needs the commands to run.")]
    [InlineData("missing.ps1", "There is no script")]
    [InlineData("acme.yaml", "'acme.yaml' is no script")]
    public async Task A_command_line_that_cannot_be_meant_is_an_error(string argument, string complaint)
    {
        var result = await ChildShell.RunAsync(argument);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(complaint, result.Error, StringComparison.Ordinal);
    }

#if !WINDOWS
    [Theory]
    [InlineData(2)]
    [InlineData(15)]
    public async Task A_signal_stops_the_pipeline_within_a_second(int signal)
    {
        using var process = ChildShell.Start(Script("'ready'; try { while ($true) { } } finally { [Console]::Out.WriteLine('stopped') }"));
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());

        var watch = Stopwatch.StartNew();
        Assert.Equal(0, Kill(process.Id, signal));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var line = await process.StandardOutput.ReadLineAsync(patience.Token);
        var stopped = watch.Elapsed;
        var result = await ChildShell.WaitAsync(process, patience.Token);

        Assert.Equal("stopped", line);
        Assert.Equal(1, result.ExitCode);
        Assert.True(stopped < TimeSpan.FromSeconds(1), stopped.ToString());
    }

    [Fact]
    public async Task A_pipeline_that_does_not_stop_is_ended_within_a_second_too()
    {
        using var process = ChildShell.Start(Script("'ready'; [Threading.Thread]::Sleep(60000); 'slept'"));
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());

        var watch = Stopwatch.StartNew();
        Assert.Equal(0, Kill(process.Id, 2));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        // Nothing but the end of the process ends its output.
        var line = await process.StandardOutput.ReadLineAsync(patience.Token);
        var ended = watch.Elapsed;
        var result = await ChildShell.WaitAsync(process, patience.Token);

        Assert.Null(line);
        Assert.Equal(1, result.ExitCode);
        Assert.True(ended < TimeSpan.FromSeconds(1), ended.ToString());
    }

    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
#endif

    private string Script(string text)
    {
        var path = Path.Combine(_folder, "script.ps1");
        File.WriteAllText(path, text);
        return path;
    }
}
