using CrmQbSync.Programs;
using CrmQbSync.Scheduling;
using CrmQbSync.Scheduling.Crontab;
using Microsoft.Extensions.Time.Testing;

namespace CrmQbSync.Tests.Scheduling;

public sealed class CrontabTests
{
    private const string Others = "# mine\nMAILTO=ann\n0 5 * * 1 tar -zcf /var/backups/home.tgz /home/\n";

    private readonly RecordingPrograms _programs = new();
    private string _crontab = Others;

    public CrontabTests() => _programs.Answer = words =>
    {
        if (words[0] == "-l")
            return _crontab.Length == 0 ? new ProgramResult(1, "", "no crontab for ann\n") : new ProgramResult(0, _crontab, "");
        _crontab = _programs.Inputs[^1];
        return new ProgramResult(0, "", "");
    };

    [Fact]
    public async Task Lines_of_others_stay_as_they_are()
    {
        var scheduler = Scheduler();
        await scheduler.RegisterAsync(Tasks.Make("/srv/one.yaml"), CancellationToken.None);
        await scheduler.RegisterAsync(Tasks.Make("/srv/two.yaml"), CancellationToken.None);
        var both = _crontab;
        // Registered again, with other times: its own lines are replaced.
        await scheduler.RegisterAsync(Tasks.Make("/srv/one.yaml", "1.00:00"), CancellationToken.None);

        Assert.StartsWith(Others, both, StringComparison.Ordinal);
        Assert.Equal(["/srv/two.yaml", "/srv/one.yaml"], (await scheduler.ListAsync(CancellationToken.None)).Select(task => task.Profile));
        foreach (var task in await scheduler.ListAsync(CancellationToken.None))
            await scheduler.UnregisterAsync(task, CancellationToken.None);
        Assert.Equal(Others, _crontab);
    }

    [Fact]
    public async Task A_user_without_a_crontab_gets_one()
    {
        _crontab = "";
        await Scheduler().RegisterAsync(Tasks.Make(), CancellationToken.None);

        var task = Assert.Single(await Scheduler().ListAsync(CancellationToken.None));
        Assert.Equal(new DateTime(2026, 11, 22, 14, 15, 0), task.NextRun!.Value.DateTime);
        Assert.Equal(SchedulerKind.Crontab, task.Scheduler);
    }

    /// <summary>What cron gives to the shell, the shell has to give to the program as it was meant.</summary>
    [Fact]
    public async Task The_shell_gives_every_word_as_it_is()
    {
        if (!File.Exists("/bin/sh"))
            return;
        var task = Tasks.Make(Tasks.HardProfile, program: "/usr/bin/printf");
        task = task with { Command = task.Command with { Arguments = ["%s\\n", .. task.Command.Arguments] } };
        var line = CrontabText.Lines(task).Split('\n').Single(each => each.StartsWith("@reboot ", StringComparison.Ordinal))["@reboot ".Length..];
        // As cron does before it calls the shell.
        var command = line.Replace("\\%", "%", StringComparison.Ordinal).Replace(" >/dev/null", "", StringComparison.Ordinal);

        var result = await new ProgramRunner(TimeProvider.System).RunAsync("/bin/sh", ["-c", command], "", new Dictionary<string, string>(), TimeSpan.FromMinutes(1), CancellationToken.None);

        Assert.Equal(string.Join('\n', task.Command.Arguments.Skip(1)) + "\n", result.Output);
    }

    /// <summary>cron's own checker, where it has one, finds no fault with our lines, and does find one that is put into them.</summary>
    [Theory]
    [InlineData("00:15")]
    [InlineData("00:32")]
    [InlineData("7.00:00")]
    public async Task Crons_own_checker_finds_no_fault(string every)
    {
        var crontab = CrontabText.With(Others, Tasks.Make(Tasks.HardProfile, every));

        if (await CheckAsync(crontab) is { } found)
            Assert.True(found.ExitCode == 0, found.Complaint);
        if (await CheckAsync(crontab.Replace(" * * ", " * 13 ", StringComparison.Ordinal)) is { } faulty)
            Assert.NotEqual(0, faulty.ExitCode);
    }

    [Fact]
    public async Task A_run_that_was_missed_while_the_machine_was_off_is_made_up_for_once_it_is_on()
    {
        await Scheduler().RegisterAsync(Tasks.Make(), CancellationToken.None);

        Assert.Single(_crontab.Split('\n'), line => line.StartsWith("@reboot '/bin/true' ", StringComparison.Ordinal) || line.StartsWith("@reboot DOTNET_ROOT=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cron_refuses_is_told()
    {
        _programs.Answer = words => words[0] == "-l" ? new ProgramResult(0, Others, "") : new ProgramResult(1, "", "\"-\":1: bad minute\n");

        var exception = await Assert.ThrowsAsync<SyncException>(() => Scheduler().RegisterAsync(Tasks.Make(), CancellationToken.None));

        Assert.Equal(SyncErrorId.SchedulerFailed, exception.Id);
        Assert.Contains("bad minute", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_crontab_that_cannot_be_read_is_not_taken_for_an_empty_one()
    {
        _programs.Answer = words => words[0] == "-l" ? new ProgramResult(1, "", "You (ann) are not allowed to use this program (crontab)\n") : throw new InvalidOperationException("written");

        var exception = await Assert.ThrowsAsync<SyncException>(() => Scheduler().RegisterAsync(Tasks.Make(), CancellationToken.None));

        Assert.Contains("not allowed", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_block_that_was_edited_by_hand_is_left_alone()
    {
        await Scheduler().RegisterAsync(Tasks.Make(), CancellationToken.None);
        _crontab = _crontab.Replace("# End of", "# end of", StringComparison.Ordinal);

        Assert.Empty(await Scheduler().ListAsync(CancellationToken.None));
        Assert.Equal(_crontab, CrontabText.Without(_crontab, Tasks.Make().Name));
    }

    /// <summary>What cron says of a table; null where it cannot be asked. Most take -T, Debian's until 2023 -n.</summary>
    private static async Task<ProgramResult?> CheckAsync(string crontab)
    {
        if (SystemFacts.Current().FindProgram("crontab") is not { } program)
            return null;
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, crontab);
        ProgramResult? result = null;
        foreach (var option in new[] { "-T", "-n" })
        {
            result = await new ProgramRunner(TimeProvider.System).RunAsync(program, [option, file], "", new Dictionary<string, string>(), TimeSpan.FromMinutes(1), CancellationToken.None);
            if (!result.Error.Contains("invalid option", StringComparison.OrdinalIgnoreCase))
                break;
            result = null;
        }
        File.Delete(file);
        return result;
    }

    private CrontabScheduler Scheduler()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 14, 3, 20, TimeSpan.Zero));
        return new CrontabScheduler(Facts.Make("/none"), _programs, clock);
    }
}
