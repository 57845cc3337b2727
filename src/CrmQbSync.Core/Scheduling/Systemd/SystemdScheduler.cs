using System.ComponentModel;
using System.Globalization;
using System.Text;
using CrmQbSync.Programs;

namespace CrmQbSync.Scheduling.Systemd;

/// <summary>Timers of the user's own systemd.</summary>
internal sealed class SystemdScheduler(SystemFacts facts, IProgramRunner programs, TimeProvider clock) : ITaskScheduler
{
    private const string Program = "systemctl";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly Dictionary<string, string> s_variables = new() { ["LC_ALL"] = "C", ["TZ"] = "UTC" };

    /// <inheritdoc/>
    public SchedulerKind Kind => SchedulerKind.Systemd;

    /// <summary>sd_booted(3): systemd runs this machine if that folder is there.</summary>
    public bool IsPresent => !facts.IsWindows && facts.Exists("/run/systemd/system") && facts.FindProgram(Program) is not null;

    private string Folder => Path.Combine(
        facts.Environment("XDG_CONFIG_HOME") is { Length: > 0 } settings ? settings : Path.Combine(facts.Home, ".config"), "systemd", "user");

    /// <inheritdoc/>
    public string Describe(TaskDefinition task)
    {
        var name = SystemdText.UnitName(task.Name);
        return $"# {Path.Combine(Folder, name)}.service\n{SystemdUnits.Service(task)}\n# {Path.Combine(Folder, name)}.timer\n{SystemdUnits.Timer(task)}";
    }

    /// <inheritdoc/>
    public async Task RegisterAsync(TaskDefinition task, CancellationToken cancellationToken)
    {
        var name = SystemdText.UnitName(task.Name);
        // Before anything is written: without the user's systemd there is nothing to write for.
        await ControlAsync(cancellationToken, "show-environment").ConfigureAwait(false);
        var service = new UnitFile(Path.Combine(Folder, name + ".service"));
        var timer = new UnitFile(Path.Combine(Folder, name + ".timer"));
        try
        {
            service.Write(SystemdUnits.Service(task));
            timer.Write(SystemdUnits.Timer(task));
            await ControlAsync(cancellationToken, "daemon-reload").ConfigureAwait(false);
            await ControlAsync(cancellationToken, "enable", name + ".timer").ConfigureAwait(false);
            // A timer that runs already takes its new times only when it starts anew.
            await ControlAsync(cancellationToken, "restart", name + ".timer").ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            timer.Restore();
            service.Restore();
            if (exception is IOException or UnauthorizedAccessException)
                throw SchedulerErrors.Failed($"The units of the task could not be written to '{Folder}': {exception.Message}", "Check that this account may write there.", exception);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ContactSyncTask>> ListAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Folder))
            return [];
        var tasks = new List<ContactSyncTask>();
        foreach (var path in Directory.EnumerateFiles(Folder, "crmqbsync-*.service").Order(StringComparer.Ordinal))
        {
            var text = await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
            if (SystemdUnits.RecordOf(text) is not { } record)
                continue;
            var timer = Path.ChangeExtension(path, ".timer");
            var definition = File.Exists(timer) ? $"{text}\n{await File.ReadAllTextAsync(timer, cancellationToken).ConfigureAwait(false)}" : text;
            var task = record.ToTask(Kind, clock.LocalTimeZone, facts.UserName, definition);
            tasks.Add(task with { NextRun = await NextAsync(Path.GetFileName(timer), cancellationToken).ConfigureAwait(false) });
        }
        return tasks;
    }

    /// <inheritdoc/>
    public async Task UnregisterAsync(ContactSyncTask task, CancellationToken cancellationToken)
    {
        var name = SystemdText.UnitName(task.Name);
        await ControlAsync(cancellationToken, "disable", "--now", name + ".timer").ConfigureAwait(false);
        try
        {
            File.Delete(Path.Combine(Folder, name + ".timer"));
            File.Delete(Path.Combine(Folder, name + ".service"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw SchedulerErrors.Failed($"The units of the task '{task.Name}' could not be deleted from '{Folder}': {exception.Message}", "Delete them by hand; the timer is stopped.", exception);
        }
        await ControlAsync(cancellationToken, "daemon-reload").ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public string AccountOf(TaskDefinition task) => facts.UserName;

    /// <inheritdoc/>
    public bool ReadsUserSecrets(TaskDefinition task) => true;

    /// <inheritdoc/>
    public IEnumerable<string> Hints(TaskDefinition task)
    {
        if (!facts.Exists($"/var/lib/systemd/linger/{facts.UserName}"))
            yield return $"The task runs only while {facts.UserName} is signed in. For it to run always: loginctl enable-linger {facts.UserName}";
    }

    /// <summary>When a timer elapses next. Not every version can be asked for that as a number; all tell it in the zone and language that they are given.</summary>
    private async Task<DateTimeOffset?> NextAsync(string timer, CancellationToken cancellationToken)
    {
        var answer = await ControlAsync(cancellationToken, "show", timer, "--property=NextElapseUSecRealtime", "--value").ConfigureAwait(false);
        return DateTimeOffset.TryParseExact(
            answer.Trim(), "ddd yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
    }

    private async Task<string> ControlAsync(CancellationToken cancellationToken, params string[] words)
    {
        const string Advice =
            "The user's systemd has to run, as it does in a sign-in session or after 'loginctl enable-linger'; else use -Scheduler Crontab.";
        var shown = $"'{Program} --user {string.Join(' ', words)}'";
        try
        {
            var result = await programs.RunAsync(Program, ["--user", "--no-pager", .. words], "", s_variables, s_patience, cancellationToken).ConfigureAwait(false);
            return result.ExitCode == 0 ? result.Output : throw SchedulerErrors.Failed($"{shown} failed: {result.Complaint}", Advice);
        }
        catch (Exception exception) when (exception is Win32Exception or TimeoutException)
        {
            throw SchedulerErrors.Failed($"{shown} failed: {exception.Message}", Advice, exception);
        }
    }

    /// <summary>A unit's file, which can be put back to what it was.</summary>
    private sealed class UnitFile(string path)
    {
        private readonly byte[]? _before = File.Exists(path) ? File.ReadAllBytes(path) : null;

        public void Write(string text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            Replace(Encoding.UTF8.GetBytes(text));
        }

        public void Restore()
        {
            if (_before is not null)
                Replace(_before);
            else
                File.Delete(path);
        }

        private void Replace(byte[] content)
        {
            var temporary = path + ".tmp";
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
    }
}
