using System.Net;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace CrmQbSync.Scheduling.Windows;

/// <summary>Windows' Task Scheduler, by its COM interface: passwords go to it alone, never onto a command line.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsTaskScheduler(SystemFacts facts) : ITaskScheduler
{
    private const string FolderName = "CrmQbSync";

    // taskschd.h
    private const int CreateOrUpdate = 6;
    private const int LogonPassword = 1;
    private const int LogonS4U = 2;
    private const int LogonServiceAccount = 5;
    private const int NotYetRun = 0x41303;
    private const int StillRunning = 0x41301;
    private const int FileNotFound = unchecked((int)0x80070002);

    private static readonly string[] s_serviceAccounts = ["SYSTEM", "LOCAL SERVICE", "NETWORK SERVICE"];

    /// <inheritdoc/>
    public SchedulerKind Kind => SchedulerKind.TaskScheduler;

    /// <inheritdoc/>
    public bool IsPresent => facts.IsWindows;

    private string CurrentAccount => $"{Environment.UserDomainName}\\{facts.UserName}";

    /// <inheritdoc/>
    public string Describe(TaskDefinition task)
    {
        var (account, _, logon, _) = PrincipalOf(task);
        return TaskXml.Compose(task, account, logon);
    }

    /// <inheritdoc/>
    public Task RegisterAsync(TaskDefinition task, CancellationToken cancellationToken) => Task.Run(() => Guarded(() =>
    {
        var (account, logonType, _, password) = PrincipalOf(task);
        Folder(create: true)!.RegisterTask(task.Name, Describe(task), CreateOrUpdate, account, password, logonType, null);
    }), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ContactSyncTask>> ListAsync(CancellationToken cancellationToken) => Task.Run(() =>
    {
        var tasks = new List<ContactSyncTask>();
        Guarded(() =>
        {
            if (Folder(create: false) is not { } folder)
                return;
            // 1: hidden ones too.
            foreach (var registered in folder.GetTasks(1))
            {
                string xml = registered.Xml;
                if (TaskXml.RecordOf(xml) is { } record)
                    tasks.Add(TaskOf(record, xml, registered));
            }
        });
        return (IReadOnlyList<ContactSyncTask>)tasks;
    }, cancellationToken);

    /// <inheritdoc/>
    public Task UnregisterAsync(ContactSyncTask task, CancellationToken cancellationToken) =>
        Task.Run(() => Guarded(() => Folder(create: false)?.DeleteTask(task.Name, 0)), cancellationToken);

    /// <inheritdoc/>
    public string AccountOf(TaskDefinition task) => task.RunAs?.Name ?? CurrentAccount;

    /// <summary>Windows unlocks what a user protected only for a sign-in with that user's password.</summary>
    public bool ReadsUserSecrets(TaskDefinition task) =>
        task.RunAs is { Password.Length: > 0 } account
        && (account.Name.Equals(CurrentAccount, StringComparison.OrdinalIgnoreCase) || account.Name.Equals(facts.UserName, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public IEnumerable<string> Hints(TaskDefinition task) => [];

    private static ContactSyncTask TaskOf(TaskRecord record, string xml, dynamic registered)
    {
        DateTime last = registered.LastRunTime;
        DateTime next = registered.NextRunTime;
        int result = registered.LastTaskResult;
        var hasRun = result is not NotYetRun and not StillRunning;
        return record.ToTask(SchedulerKind.TaskScheduler, TimeZoneInfo.Local, (string?)registered.Definition.Principal.UserId, xml) with
        {
            LastRun = hasRun ? new DateTimeOffset(DateTime.SpecifyKind(last, DateTimeKind.Local)) : null,
            LastResult = hasRun ? result : null,
            // A task that is not planned has a time long past.
            NextRun = next.Year > 2000 ? new DateTimeOffset(DateTime.SpecifyKind(next, DateTimeKind.Local)) : null,
        };
    }

    private (string Account, int LogonType, string? Logon, string? Password) PrincipalOf(TaskDefinition task)
    {
        if (task.RunAs is not { } account)
            return (CurrentAccount, LogonS4U, "S4U", null);
        if (account.Password is { Length: > 0 } password)
            return (account.Name, LogonPassword, "Password", new NetworkCredential("", password).Password);
        if (s_serviceAccounts.Any(name => account.Name.Split('\\')[^1].Equals(name, StringComparison.OrdinalIgnoreCase)))
            return (account.Name, LogonServiceAccount, null, null);
        // A group managed service account: Windows knows its password.
        if (account.Name.EndsWith('$'))
            return (account.Name, LogonPassword, "Password", null);
        throw new SyncException(
            SyncErrorId.InputInvalid,
            $"The account '{account.Name}' is none that Windows knows the password of.",
            "Give -RunAs (Get-Credential), or the name of a group managed service account, which ends with $.")
        {
            Subject = "RunAs",
        };
    }

    private static dynamic? Folder(bool create)
    {
        var type = Type.GetTypeFromProgID("Schedule.Service", throwOnError: true)!;
        dynamic service = Activator.CreateInstance(type)!;
        service.Connect();
        try
        {
            return service.GetFolder("\\" + FolderName);
        }
        catch (Exception exception) when (exception.HResult == FileNotFound)
        {
            return create ? service.GetFolder("\\").CreateFolder(FolderName, null) : null;
        }
    }

    private static void Guarded(Action work)
    {
        try
        {
            work();
        }
        catch (Exception exception) when (exception is COMException or UnauthorizedAccessException or IOException or ArgumentException)
        {
            throw SchedulerErrors.Failed(
                $"The Task Scheduler refused: {exception.Message.TrimEnd()}",
                "Start PowerShell as administrator and try again. The account of the task needs the right to log on as a batch job.",
                exception);
        }
    }
}
