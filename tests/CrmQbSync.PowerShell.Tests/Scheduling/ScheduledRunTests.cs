using System.Diagnostics;
using CrmQbSync.PowerShell.Tests.EndToEnd;
using CrmQbSync.PowerShell.Tests.Hosting;
using CrmQbSync.State;
using CrmQbSync.State.Sqlite;

namespace CrmQbSync.PowerShell.Tests.Scheduling;

/// <summary>What schedulers start, as a process of its own, and the way there by a crontab.</summary>
public sealed class ScheduledRunTests : IDisposable
{
    private const string Ann = "1,ann@example.com,Ann,Bexley,";

    private readonly CsvPair _pair = new(Ann, "");

    private string Outputs => _pair.Session.PathOf("acme.runs");

    public void Dispose() => _pair.Dispose();

#if !WINDOWS
    /// <summary>From the cmdlet through a crontab and a shell to a run in the history, in a folder whose name is hard to write.</summary>
    [Fact]
    public async Task A_task_is_registered_runs_tells_how_it_ended_and_is_taken_away()
    {
        var folder = Directory.CreateDirectory(_pair.Session.PathOf("Käufer & Söhne 100% '$HOME'")).FullName;
        var profile = Path.Combine(folder, "größe 1.yaml");
        File.Copy(_pair.Profile, profile);
        File.Copy(_pair.Session.PathOf("crm.csv"), Path.Combine(folder, "crm.csv"));
        File.Copy(_pair.Session.PathOf("qb.csv"), Path.Combine(folder, "qb.csv"));
        var variables = CrontabProgram.AddTo(_pair.Session.Folder);
        var quoted = $"'{profile.Replace("'", "''", StringComparison.Ordinal)}'";

        var preview = await ChildShell.RunAsync(variables, "-Command", $"Register-ContactSyncTask {quoted} -Every 00:15 -Scheduler Crontab -WhatIf | Where-Object {{ $false }}");
        Assert.Equal((0, ""), (preview.ExitCode, preview.Error));
        Assert.Contains("# CrmQbSync task: ", preview.Output, StringComparison.Ordinal);
        Assert.Contains("@reboot ", preview.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(variables["CRONTAB_FILE"]));

        var registered = await ChildShell.RunAsync(variables, "-Command", $"$t = Register-ContactSyncTask {quoted} -Every 00:15 -Scheduler Crontab; \"$($t.Every) $($t.Scheduler) $($null -ne $t.NextRun)\"");
        Assert.Equal((0, "00:15:00 Crontab True"), (registered.ExitCode, registered.Output.Trim()));

        // What cron does with such a line.
        var line = (await File.ReadAllLinesAsync(variables["CRONTAB_FILE"])).Single(each => each.StartsWith("@reboot ", StringComparison.Ordinal));
        using var run = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", line["@reboot ".Length..].Replace("\\%", "%", StringComparison.Ordinal)]))!;
        await run.WaitForExitAsync();
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("ann@example.com", await File.ReadAllTextAsync(Path.Combine(folder, "qb.csv")), StringComparison.Ordinal);
        Assert.Equal("Scheduled", _pair.Run("Get-ContactSyncHistory $args[0]", profile)["Trigger"]!.ToString());
        Assert.Single(Directory.GetFiles(Path.Combine(folder, "größe 1.runs"), "*-exit0.txt"));

        var listed = await ChildShell.RunAsync(
            variables, "-Command", $"Get-ContactSyncTask | ForEach-Object {{ \"$($_.Profile) $($_.LastResult) $($null -ne $_.LastRun)\" }}; Unregister-ContactSyncTask {quoted} -WhatIf; \"$(@(Get-ContactSyncTask).Count) kept\"; Get-ContactSyncTask {quoted} | Unregister-ContactSyncTask; \"$(@(Get-ContactSyncTask).Count) left\"; try {{ Unregister-ContactSyncTask {quoted} }} catch {{ $_.FullyQualifiedErrorId; throw }}");
        Assert.Equal($"{profile} 0 True", listed.Lines[0]);
        Assert.StartsWith("What if: Taking away the task 'größe 1-", listed.Lines[1], StringComparison.Ordinal);
        Assert.Contains($"of the profile '{profile}' from Crontab", listed.Lines[1], StringComparison.Ordinal);
        Assert.Equal(["1 kept", "0 left"], listed.Lines.Skip(2).Take(2));
        Assert.StartsWith("TaskNotFound,", listed.Lines[4], StringComparison.Ordinal);
        Assert.Equal(1, listed.ExitCode);
        Assert.Contains("No task synchronises", listed.Output + listed.Error, StringComparison.Ordinal);
        Assert.Equal("", await File.ReadAllTextAsync(variables["CRONTAB_FILE"]));
        Assert.Single(Directory.GetFiles(Path.Combine(folder, "größe 1.runs"), "*-exit0.txt"));
    }
#endif

#if !WINDOWS
    [Fact]
    public async Task A_machine_without_any_scheduler_is_told_what_to_do_and_has_no_tasks()
    {
        var nothing = new Dictionary<string, string> { ["PATH"] = _pair.Session.Folder };

        var result = await ChildShell.RunAsync(
            nothing,
            "-Command",
            $"\"$(@(Get-ContactSyncTask).Count) tasks\"; try {{ Register-ContactSyncTask '{_pair.Profile}' -Every 00:15 -ErrorAction Stop }} catch {{ \"$($_.FullyQualifiedErrorId.Split(',')[0]): $($_.Exception.Message) $($_.ErrorDetails.RecommendedAction)\" }}");

        Assert.Equal("0 tasks", result.Lines[0]);
        Assert.StartsWith("SchedulerFailed: This machine has no scheduler that is known here", result.Lines[1], StringComparison.Ordinal);
        Assert.Contains("Install cron", result.Lines[1], StringComparison.Ordinal);
    }
#endif

    [Fact]
    public async Task A_run_with_errors_ends_with_1_and_its_output_names_them()
    {
        File.AppendAllText(_pair.Session.PathOf("crm.csv"), "2,too,few\n");

        var result = await RunAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("CompletedWithErrors", result.Error, StringComparison.Ordinal);
        Assert.Contains("BadRow", result.Error, StringComparison.Ordinal);
        Assert.Equal(result.Error, await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(Outputs, "*Z-*-exit1.txt"))));
    }

    [Fact]
    public async Task A_run_that_is_blocked_or_cannot_begin_ends_with_2()
    {
        File.AppendAllText(_pair.Profile, "safety: { maxCreates: 0 }\n");
        var blocked = await RunAsync();
        File.AppendAllText(_pair.Profile, "colour: red\n");
        var invalid = await RunAsync();

        Assert.Equal((2, 2), (blocked.ExitCode, invalid.ExitCode));
        Assert.Contains("SafetyThresholdExceeded", blocked.Error, StringComparison.Ordinal);
        Assert.Contains("ProfileInvalid", invalid.Error, StringComparison.Ordinal);
        Assert.Contains("colour", invalid.Error, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(Outputs, "*-exit2.txt").Length);
    }

    [Fact]
    public async Task A_run_that_could_not_go_on_ends_with_2()
    {
        File.Delete(_pair.Session.PathOf("qb.csv"));

        var failed = await RunAsync();

        Assert.Equal(2, failed.ExitCode);
        Assert.Contains("SourceNotFound", failed.Error, StringComparison.Ordinal);
        Assert.Equal("Failed Scheduled", _pair.Run("Get-ContactSyncHistory acme | ForEach-Object { \"$($_.Status) $($_.Trigger)\" }").Texts.Single());
    }

#if !WINDOWS
    /// <summary>As systemd stops a service, and a system that goes down all there is.</summary>
    [Fact]
    public async Task A_run_that_is_stopped_ends_with_2_and_its_output_is_kept()
    {
        File.WriteAllText(_pair.Session.PathOf("crm.csv"), "Id,Email,LastName\n" + string.Concat(Enumerable.Range(1, 60_000).Select(number => $"{number},person{number}@example.com,Person {number}\n")));
        using var task = ChildShell.Start("-File", Path.Combine(Repository.Module, "CrmQbSync.Task.ps1"), "-ProfilePath", _pair.Profile, "-Outputs", Outputs);
        string? Status() => _pair.Run("(Get-ContactSyncHistory acme).Status").Texts.SingleOrDefault();
        Assert.True(SpinWait.SpinUntil(() => Status() == "Running", TimeSpan.FromSeconds(60)), Status());

        using (var kill = Process.Start("/bin/kill", ["-TERM", $"{task.Id}"]))
            await kill.WaitForExitAsync();
        await task.WaitForExitAsync();

        Assert.Equal(2, task.ExitCode);
        Assert.Contains("Cancelled: the task was stopped.", await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(Outputs, "*-exit2.txt"))), StringComparison.Ordinal);
        Assert.Equal("Cancelled", Status());
    }
#endif

    [Fact]
    public async Task A_run_beside_another_ends_with_3()
    {
        var location = new StateLocation("Sqlite", _pair.Session.PathOf("acme.state.db"), _pair.Profile);
        var store = await new SqliteStateStoreFactory(TimeProvider.System).OpenAsync(location, CancellationToken.None);
        await using var storeScope = store.ConfigureAwait(false);
        var other = await store.AcquireLockAsync(CancellationToken.None);
        await using var lockScope = other.ConfigureAwait(false);

        var result = await RunAsync();

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("SyncAlreadyRunning", result.Error, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Outputs, "*-exit3.txt"));
    }

    [Fact]
    public async Task The_last_30_outputs_are_kept_and_a_run_that_went_well_says_nothing()
    {
        Directory.CreateDirectory(Outputs);
        for (var hour = 0; hour < 24; hour++)
        {
            File.WriteAllText(Path.Combine(Outputs, $"20250101T{hour:00}0000Z-1-exit0.txt"), "");
            File.WriteAllText(Path.Combine(Outputs, $"20250102T{hour:00}0000Z-1-exit1.txt"), "");
        }
        File.WriteAllText(Path.Combine(Outputs, "notes.txt"), "mine");

        var result = await RunAsync();

        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Error));
        var kept = Directory.GetFiles(Outputs, "*Z-*").Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(30, kept.Count);
        Assert.Equal("20250101T190000Z-1-exit0.txt", kept[0]);
        Assert.Contains("Succeeded", await File.ReadAllTextAsync(Path.Combine(Outputs, kept[^1]!)), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Outputs, "notes.txt")));
    }

    private Task<ChildResult> RunAsync() => ChildShell.RunAsync(
        "-File", Path.Combine(Repository.Module, "CrmQbSync.Task.ps1"), "-ProfilePath", _pair.Profile, "-Outputs", Outputs);
}
