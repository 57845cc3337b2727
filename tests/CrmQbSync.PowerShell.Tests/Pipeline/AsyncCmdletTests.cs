using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using CrmQbSync.PowerShell.Tests.Hosting;
using Engine = System.Management.Automation.PowerShell;

namespace CrmQbSync.PowerShell.Tests.Pipeline;

public sealed class AsyncCmdletTests : IDisposable
{
    private readonly CapturingHost _host = new();
    private readonly Runspace _runspace;
    private readonly List<string> _log = [];

    public AsyncCmdletTests()
    {
        var state = InitialSessionState.CreateDefault2();
        state.Commands.Add(new SessionStateCmdletEntry("Test-Bridge", typeof(BridgeCommand), null));
        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.Open();
    }

    public void Dispose() => _runspace.Dispose();

    [Fact]
    public void Output_errors_warnings_and_verbose_messages_arrive_in_their_order()
    {
        using var shell = Bridge("Speak", "-Verbose");

        Assert.Equal(["one", "two"], shell.Invoke().Select(item => item.ToString()));
        Assert.StartsWith("RecordFailed", Assert.Single(shell.Streams.Error).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("warning", Assert.Single(shell.Streams.Warning).Message);
        Assert.Equal("verbose", Assert.Single(shell.Streams.Verbose).Message);
    }

    [Theory]
    [InlineData("WaitForever")]
    [InlineData("Flood")]
    [InlineData("IgnoreStop")]
    public async Task Stopping_ends_it_within_a_second(string work)
    {
        using var shell = Bridge(work);
        using var output = new PSDataCollection<PSObject>();
        using var arrived = new SemaphoreSlim(0);
        output.DataAdded += (_, _) => arrived.Release();
        var running = shell.BeginInvoke<PSObject, PSObject>(null, output);
        Assert.True(await arrived.WaitAsync(TimeSpan.FromSeconds(30)));

        var watch = Stopwatch.StartNew();
        shell.Stop();

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), watch.Elapsed.ToString());
        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        Assert.Throws<PipelineStoppedException>(() => shell.EndInvoke(running));
        if (work != "IgnoreStop")
            Assert.Equal(["cancelled"], _log);
    }

    [Fact]
    public void A_pipeline_that_ends_early_cancels_the_work()
    {
        using var shell = Engine.Create(_runspace);
        shell.AddScript("foreach ($number in 1) { Test-Bridge -Do Flood -Log $args[0] | ForEach-Object { if ($_ -eq 3) { break } ; $_ } }").AddArgument(_log);

        Assert.Equal(["0", "1", "2"], shell.Invoke().Select(item => item.ToString()));
        Assert.Empty(shell.Streams.Error);
        Assert.Equal(["cancelled"], _log);
    }

    [Fact]
    public void An_error_of_the_engine_ends_it_with_its_id_category_target_and_advice()
    {
        var error = Caught("Fail");

        Assert.StartsWith("StateInvalid,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.InvalidData, error.CategoryInfo.Category);
        Assert.Equal("subject", error.TargetObject);
        Assert.Equal("Mend it.", error.ErrorDetails.RecommendedAction);
        Assert.Equal("The state is broken.", error.ToString());
        Assert.IsType<SyncException>(error.Exception);
    }

    [Fact]
    public void An_unforeseen_error_ends_it_too()
    {
        var error = Caught("Break");

        Assert.StartsWith("UnexpectedInvalidOperationException", error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_question_is_asked_only_with_Confirm()
    {
        Assert.True((bool)Bridge("Ask").Invoke().Single().BaseObject);
        Assert.Empty(_host.Questions);

        _host.Answer = 2;
        Assert.False((bool)Bridge("Ask", "-Confirm").Invoke().Single().BaseObject);
        Assert.Contains("Do it?", Assert.Single(_host.Questions), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIf_asks_nothing_and_says_what_would_be_done()
    {
        Assert.False((bool)Bridge("Ask", "-WhatIf").Invoke().Single().BaseObject);

        Assert.Empty(_host.Questions);
        Assert.Contains("What if: Doing it", _host.Lines);
    }

    [Fact]
    public void Progress_appears_after_a_second_and_goes_away()
    {
        using var shell = Bridge("Progress");
        shell.Invoke();

        var shown = shell.Streams.Progress.ToList();
        Assert.InRange(shown.Count, 2, 20);
        Assert.All(shown.SkipLast(1), record => Assert.True(record.PercentComplete >= 50, record.ToString()));
        Assert.Equal(ProgressRecordType.Completed, shown[^1].RecordType);
    }

    private ErrorRecord Caught(string work)
    {
        using var shell = Engine.Create(_runspace);
        shell.AddScript($"try {{ Test-Bridge -Do {work} }} catch {{ $_ }}");
        return Assert.IsType<ErrorRecord>(Assert.Single(shell.Invoke()).BaseObject);
    }

    private Engine Bridge(string work, string more = "")
    {
        var shell = Engine.Create(_runspace);
        return shell.AddScript($"Test-Bridge -Do {work} -Log $args[0] {more}").AddArgument(_log);
    }
}
