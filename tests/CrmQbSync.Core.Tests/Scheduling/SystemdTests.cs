using System.Diagnostics;
using CrmQbSync.Programs;
using CrmQbSync.Scheduling;
using CrmQbSync.Scheduling.Systemd;
using Microsoft.Extensions.Time.Testing;

namespace CrmQbSync.Tests.Scheduling;

public sealed class SystemdTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("units").FullName;
    private readonly RecordingPrograms _programs = new();

    private string Units => Path.Combine(_folder, "systemd", "user");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("acme", "acme")]
    [InlineData("Käufer & Söhne-1", @"K\xc3\xa4ufer\x20\x26\x20S\xc3\xb6hne\x2d1")]
    [InlineData(".a/b:c_d.e", @"\x2ea-b:c_d.e")]
    public async Task Names_are_escaped_as_systemd_itself_does(string name, string escaped)
    {
        Assert.Equal(escaped, SystemdText.Escape(name));
        if (File.Exists("/usr/bin/systemd-escape"))
            Assert.Equal(escaped, (await ToolAsync("systemd-escape", "--", name)).Output.Trim());
    }

    [Fact]
    public void A_name_too_long_for_a_file_is_shortened_to_what_tells_it_apart()
    {
        var name = SystemdText.UnitName(new string('株', 100) + "-0123abcd");

        Assert.Equal("crmqbsync-0123abcd", name);
    }

    /// <summary>systemd's own checker, where there is one, has to find no fault with the units as they are written.</summary>
    [Theory]
    [InlineData("/srv/acme.yaml", "00:15")]
    [InlineData(Tasks.HardProfile, "00:32")]
    [InlineData(Tasks.HardProfile, "7.00:00")]
    public async Task The_units_are_what_systemd_takes(string profile, string every)
    {
        var task = Tasks.Make(profile, every);
        var name = SystemdText.UnitName(task.Name);
        await Scheduler().RegisterAsync(task, CancellationToken.None);

        Assert.Equal([name + ".service", name + ".timer"], Directory.EnumerateFiles(Units).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        if (!File.Exists("/usr/bin/systemd-analyze"))
            return;
        var result = await ToolAsync("systemd-analyze", "--user", "--man=no", "verify", Path.Combine(Units, name + ".service"), Path.Combine(Units, name + ".timer"));
        Assert.Equal("", string.Join('\n', (result.Output + result.Error).Split('\n').Where(line => line.Contains("crmqbsync", StringComparison.Ordinal))));
        Assert.Equal(0, result.ExitCode);
        foreach (var time in SystemdUnits.Times(task.Schedule))
            Assert.Equal(0, (await ToolAsync("systemd-analyze", "calendar", time)).ExitCode);
    }

    /// <summary>The checker would find what could go wrong.</summary>
    [Theory]
    [InlineData(".timer", "OnCalendar=", "OnCalendar=Someday ")]
    [InlineData(".timer", "Persistent=", "Persistant=")]
    [InlineData(".service", "ExecStart=\"/", "ExecStart=\"")]
    [InlineData(".service", "Type=oneshot", "Type=once")]
    public async Task A_faulty_unit_does_not_pass(string unit, string right, string wrong)
    {
        if (!File.Exists("/usr/bin/systemd-analyze"))
            return;
        var task = Tasks.Make(Tasks.HardProfile);
        await Scheduler().RegisterAsync(task, CancellationToken.None);
        var path = Path.Combine(Units, SystemdText.UnitName(task.Name) + unit);
        var text = await File.ReadAllTextAsync(path);
        Assert.Contains(right, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, text.Replace(right, wrong, StringComparison.Ordinal));

        var result = await ToolAsync("systemd-analyze", "--user", "--man=no", "verify", path);

        Assert.Contains((result.Output + result.Error).Split('\n'), line => line.Contains("crmqbsync", StringComparison.Ordinal));
    }

    [Fact]
    public void The_service_runs_once_and_its_words_are_taken_as_they_are()
    {
        var service = SystemdUnits.Service(Tasks.Make(Tasks.HardProfile));

        Assert.Contains("\nType=oneshot\n", service, StringComparison.Ordinal);
        Assert.Contains("\nSuccessExitStatus=3\n", service, StringComparison.Ordinal);
        Assert.Contains("\"/srv/Käufer & Söhne/100%% \\\"neu\\\" $$HOME 'a'\\\\b 株式会社/acme é.yaml\"", service, StringComparison.Ordinal);
        Assert.Contains("\nEnvironment=\"DOTNET_ROOT=/opt/dot net $1 100%%\"\n", service, StringComparison.Ordinal);
    }

    [Fact]
    public void Missed_runs_are_made_up_for() =>
        Assert.Contains("\nPersistent=true\n", SystemdUnits.Timer(Tasks.Make()), StringComparison.Ordinal);

    [Fact]
    public async Task A_task_is_registered_listed_and_taken_away()
    {
        var scheduler = Scheduler();
        var task = Tasks.Make(Tasks.HardProfile, "06:00");
        var unit = SystemdText.UnitName(task.Name);
        _programs.Answer = words => words.Contains("show") ? new ProgramResult(0, "Mon 2026-11-23 02:30:00 UTC\n", "") : new ProgramResult(0, "", "");

        await scheduler.RegisterAsync(task, CancellationToken.None);
        var listed = Assert.Single(await scheduler.ListAsync(CancellationToken.None));

        Assert.Equal(
            ["--user --no-pager show-environment", "--user --no-pager daemon-reload", $"--user --no-pager enable {unit}.timer", $"--user --no-pager restart {unit}.timer"],
            _programs.Calls.Take(4));
        Assert.Equal((task.Name, Tasks.HardProfile, TimeSpan.FromHours(6), "ann"), (listed.Name, listed.Profile, listed.Every, listed.RunAs));
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 2, 30, 0, TimeSpan.Zero), listed.NextRun);
        Assert.Equal((null, null), (listed.LastRun, listed.LastResult));
        Assert.Contains("OnCalendar=", listed.Definition, StringComparison.Ordinal);

        await scheduler.UnregisterAsync(listed, CancellationToken.None);

        Assert.Empty(Directory.EnumerateFiles(Units));
        Assert.Contains($"--user --no-pager disable --now {unit}.timer", _programs.Calls);
        Assert.Empty(await scheduler.ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task What_systemd_refuses_leaves_the_units_as_they_were()
    {
        await Scheduler().RegisterAsync(Tasks.Make(every: "00:15"), CancellationToken.None);
        var before = Directory.EnumerateFiles(Units).Order(StringComparer.Ordinal).Select(File.ReadAllText).ToList();
        _programs.Answer = words => words.Contains("enable") ? new ProgramResult(1, "", "Failed to enable unit: read-only\n") : new ProgramResult(0, "", "");

        var exception = await Assert.ThrowsAsync<SyncException>(() => Scheduler().RegisterAsync(Tasks.Make(every: "01:00"), CancellationToken.None));

        Assert.Equal(SyncErrorId.SchedulerFailed, exception.Id);
        Assert.Contains("Failed to enable unit: read-only", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, Directory.EnumerateFiles(Units).Order(StringComparer.Ordinal).Select(File.ReadAllText));
    }

    [Fact]
    public async Task Without_the_users_systemd_nothing_is_written()
    {
        _programs.Answer = _ => new ProgramResult(1, "", "Failed to connect to bus: No medium found\n");

        var exception = await Assert.ThrowsAsync<SyncException>(() => Scheduler().RegisterAsync(Tasks.Make(), CancellationToken.None));

        Assert.Equal(SyncErrorId.SchedulerFailed, exception.Id);
        Assert.Contains("enable-linger", exception.Advice, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Units));
    }

    [Fact]
    public void One_who_is_not_always_signed_in_is_told_of_lingering()
    {
        Assert.Contains("loginctl enable-linger ann", Assert.Single(Scheduler().Hints(Tasks.Make())), StringComparison.Ordinal);
        Assert.Empty(Scheduler("/var/lib/systemd/linger/ann").Hints(Tasks.Make()));
    }

    private static async Task<ProgramResult> ToolAsync(string tool, params string[] arguments) =>
        await new ProgramRunner(TimeProvider.System).RunAsync(tool, arguments, "", new Dictionary<string, string> { ["XDG_RUNTIME_DIR"] = Path.GetTempPath() }, TimeSpan.FromMinutes(1), CancellationToken.None);

    private SystemdScheduler Scheduler(string? existing = null) => new(Facts.Make(_folder, path => path == existing), _programs, new FakeTimeProvider());
}
