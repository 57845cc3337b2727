using CrmQbSync.Profiles;
using CrmQbSync.Programs;
using CrmQbSync.Scheduling;
using CrmQbSync.Secrets;
using CrmQbSync.Tests.Profiles;
using Microsoft.Extensions.Time.Testing;

namespace CrmQbSync.Tests.Scheduling;

public sealed class ContactSyncTasksTests : IDisposable
{
    private const string Zoho = "crm: { type: ZohoCrm, dataCenter: eu, clientId: '${secret:zoho-id}', clientSecret: '${secret:zoho-secret}' }\nqb: { type: Csv, path: b.csv }\n";

    private readonly ProfileFolder _folder = new();
    private readonly RecordingPrograms _programs = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 22, 14, 3, 20, TimeSpan.Zero));
    private readonly ListedSecrets _secrets = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_machine_without_a_scheduler_says_so()
    {
        var exception = await FailAsync(Sides(), Facts.Make(_folder.Path, path => path == "/usr/bin/pwsh"));

        Assert.Equal(SyncErrorId.SchedulerFailed, exception.Id);
        Assert.Contains("no scheduler", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_without_anything_to_run_it_says_so()
    {
        var exception = await FailAsync(Sides(), Facts.Make(_folder.Path, path => path == "/usr/bin/crontab"));

        Assert.Equal(SyncErrorId.SchedulerFailed, exception.Id);
        Assert.Contains("neither pwsh nor crmqbsync", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_systemd_runs_it_is_taken_and_else_cron()
    {
        Assert.Equal(SchedulerKind.Systemd, (await PlanAsync(Sides(), Facts.Make(_folder.Path, path => path is "/run/systemd/system" or "/usr/bin/systemctl" or "/usr/bin/crontab" or "/usr/bin/pwsh"))).Task.Scheduler);
        Assert.Equal(SchedulerKind.Crontab, (await PlanAsync(Sides(), Cron())).Task.Scheduler);
    }

    [Fact]
    public async Task It_runs_in_PowerShell_with_the_full_paths_of_everything()
    {
        var planned = await PlanAsync(Sides(), Cron(home: "/srv/crm"));

        Assert.Equal("/usr/bin/pwsh", planned.Definition.Command.Program);
        Assert.Equal(
            ["-NoProfile", "-NonInteractive", "-File", "/opt/Task.ps1", "-ProfilePath", _folder.In("acme.yaml"), "-Outputs", _folder.In("acme.runs"), "-SettingsFolder", "/srv/crm"],
            planned.Definition.Command.Arguments);
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 14, 4, 0, TimeSpan.Zero), planned.Task.NextRun);
        Assert.Empty(_programs.Calls);
    }

    [Fact]
    public async Task Its_outputs_are_kept_beside_the_state()
    {
        var planned = await PlanAsync(_folder.Read($"name: north\nstate: {{ path: '{_folder.In("states/n.db")}' }}\n" + ProfileFolder.Sides), Cron());

        Assert.Equal(_folder.In("states/north.runs"), planned.Task.Outputs);
        Assert.Contains(_folder.In("states/north.runs"), planned.Definition.Command.Arguments);
    }

    [Theory]
    [InlineData("/usr/bin/dotnet", "/opt/shell/crmqbsync.dll", "/usr/bin/dotnet", "/opt/shell/crmqbsync.dll")]
    [InlineData("/opt/shell/crmqbsync", "/opt/shell/crmqbsync.dll", "/opt/shell/crmqbsync", "-File")]
    [InlineData("/opt/pwsh", null, "/opt/pwsh", "-NoProfile")]
    public void Without_PowerShell_on_the_path_it_runs_in_what_runs_now(string process, string? entry, string program, string first)
    {
        var command = new TaskHost(Facts.Make(_folder.Path, process: process, entry: entry)).CommandFor("/opt/Task.ps1", "/srv/acme.yaml", "/srv/acme.runs");

        Assert.Equal((program, first), (command.Program, command.Arguments[0]));
    }

    [Fact]
    public async Task Only_Windows_runs_a_task_as_somebody_else()
    {
        var exception = await FailAsync(Sides(), Cron(), new TaskAccount("bob", null));

        Assert.Equal(SyncErrorId.InputInvalid, exception.Id);
        Assert.Contains("-RunAs", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_that_are_not_set_are_told_before_the_first_run_fails_at_night()
    {
        _secrets.Add("zoho-id", SecretScope.CurrentUser);

        var profile = _folder.Read(Zoho);
        var exception = await FailAsync(profile, Cron());

        Assert.Equal(SyncErrorId.SecretMissing, exception.Id);
        Assert.Contains("'zoho-secret', 'acme-crm-refresh' are not set", exception.Message, StringComparison.Ordinal);
        Assert.Equal($"Set it: zoho-secret. Sign in: Connect-CrmAccount -Profile '{profile.Path}'.", exception.Advice);
    }

    [Fact]
    public async Task An_account_that_could_not_read_the_secrets_is_refused_with_the_commands_that_set_them()
    {
        _secrets.Add("zoho-id", SecretScope.Machine);
        _secrets.Add("zoho-secret", SecretScope.CurrentUser);
        _secrets.Add("acme-crm-refresh", SecretScope.CurrentUser);
        var check = new TaskSecrets(_ => _secrets);

        var exception = await Assert.ThrowsAsync<SyncException>(() => check.CheckAsync(_folder.Read(Zoho), "CONTOSO\\sync$", readsUserSecrets: false, CancellationToken.None));

        Assert.Equal(SyncErrorId.SecretMissing, exception.Id);
        Assert.Contains("CONTOSO\\sync$", exception.Message, StringComparison.Ordinal);
        Assert.StartsWith("Set-ContactSyncSecret -Name 'zoho-secret' -Scope Machine; Set-ContactSyncSecret -Name 'acme-crm-refresh' -Scope Machine", exception.Advice, StringComparison.Ordinal);
        Assert.Empty(await check.CheckAsync(_folder.Read(Zoho), "ann", readsUserSecrets: true, CancellationToken.None));
    }

    [Theory]
    [InlineData(SecretScope.Machine, "CONTOSO\\sync$", true)]
    [InlineData(SecretScope.Machine, null, false)]
    [InlineData(SecretScope.CurrentUser, "CONTOSO\\sync$", false)]
    public async Task The_account_of_a_task_is_let_to_the_machines_secrets(SecretScope scope, string? account, bool isAllowed)
    {
        foreach (var name in new[] { "zoho-id", "zoho-secret", "acme-crm-refresh" })
            _secrets.Add(name, scope);
        var scheduler = new OtherScheduler();
        var tasks = new ContactSyncTasks(Cron(), [scheduler], new TaskSecrets(_ => _secrets), _clock);
        var planned = await tasks.PlanAsync(_folder.Read(Zoho), Request(account is null ? null : new TaskAccount(account, null)), CancellationToken.None);
        // Looking at what would be registered changes nothing.
        Assert.Empty(_secrets.Allowed);

        await tasks.RegisterAsync(planned, CancellationToken.None);

        Assert.Equal(isAllowed ? [account!] : [], _secrets.Allowed);
        Assert.Single(scheduler.Tasks);
    }

    [Fact]
    public async Task A_vault_is_warned_of()
    {
        var planned = await PlanAsync(_folder.Read(Zoho + "secrets: { vault: Office }\n"), Cron());

        Assert.Contains("'Office'", Assert.Single(planned.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schedule_that_would_undo_peoples_deletions_is_warned_of()
    {
        var planned = await PlanAsync(_folder.Read("selection: { transferAllWhenNoneSelected: true }\n" + ProfileFolder.Sides), Cron());

        Assert.Contains("transferAllWhenNoneSelected", Assert.Single(planned.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variables_that_a_scheduler_may_not_have_are_warned_of()
    {
        _folder.Variables["CC"] = "GB";
        var planned = await PlanAsync(_folder.Read("region: ${env:CC}\n" + ProfileFolder.Sides), Cron());

        Assert.Contains(" CC ", Assert.Single(planned.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_outputs_tell_of_the_last_run()
    {
        _programs.Answer = words => words[0] == "-l" ? new ProgramResult(0, _programs.Inputs.LastOrDefault(input => input.Length > 0) ?? "", "") : new ProgramResult(0, "", "");
        Directory.CreateDirectory(_folder.In("acme.runs"));
        File.WriteAllText(_folder.In("acme.runs/20261122T130000Z-77-exit0.txt"), "");
        File.WriteAllText(_folder.In("acme.runs/20261122T140000Z-5-exit3.txt"), "");
        File.WriteAllText(_folder.In("acme.runs/notes.txt"), "");
        var tasks = TasksOn(Cron());

        var task = await tasks.RegisterAsync(await tasks.PlanAsync(Sides(), Request(), CancellationToken.None), CancellationToken.None);

        Assert.Equal((new DateTimeOffset(2026, 11, 22, 14, 0, 0, TimeSpan.Zero), 3), (task.LastRun, task.LastResult));
        Assert.Equal(task, Assert.Single(await tasks.ListAsync(CancellationToken.None)));
    }

    private SyncProfile Sides() => _folder.Read(ProfileFolder.Sides);

    private SystemFacts Cron(string? home = null) => Facts.Make(_folder.Path, path => path is "/usr/bin/crontab" or "/usr/bin/pwsh", home: home);

    private static TaskRequest Request(TaskAccount? account = null) => new() { Every = TimeSpan.FromMinutes(15), RunAs = account, Script = "/opt/Task.ps1" };

    private ContactSyncTasks TasksOn(SystemFacts facts) =>
        new(facts, ContactSyncTasks.SchedulersOf(facts, _programs, _clock), new TaskSecrets(_ => _secrets), _clock);

    private Task<PlannedTask> PlanAsync(SyncProfile profile, SystemFacts facts, TaskAccount? account = null) =>
        TasksOn(facts).PlanAsync(profile, Request(account), CancellationToken.None);

    private Task<SyncException> FailAsync(SyncProfile profile, SystemFacts facts, TaskAccount? account = null) =>
        Assert.ThrowsAsync<SyncException>(() => PlanAsync(profile, facts, account));

    /// <summary>A scheduler that runs tasks as other accounts, and reads every secret.</summary>
    private sealed class OtherScheduler : ITaskScheduler
    {
        public List<ContactSyncTask> Tasks { get; } = [];

        public SchedulerKind Kind => SchedulerKind.TaskScheduler;

        public bool IsPresent => true;

        public string Describe(TaskDefinition task) => task.Name;

        public Task RegisterAsync(TaskDefinition task, CancellationToken cancellationToken)
        {
            Tasks.Add(TaskRecord.Of(task).ToTask(Kind, TimeZoneInfo.Utc, AccountOf(task), Describe(task)));
            return Task.CompletedTask;
        }

        public Task<IReadOnlyList<ContactSyncTask>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ContactSyncTask>>(Tasks);

        public Task UnregisterAsync(ContactSyncTask task, CancellationToken cancellationToken)
        {
            Tasks.Remove(task);
            return Task.CompletedTask;
        }

        public string AccountOf(TaskDefinition task) => task.RunAs?.Name ?? "ann";

        public bool ReadsUserSecrets(TaskDefinition task) => true;

        public IEnumerable<string> Hints(TaskDefinition task) => [];
    }
}
