using System.Diagnostics.CodeAnalysis;
using System.Security;
using System.Xml.Linq;
using CrmQbSync.Profiles;
using CrmQbSync.Scheduling;
using CrmQbSync.Scheduling.Windows;
using CrmQbSync.Secrets;
using CrmQbSync.Tests.Profiles;

namespace CrmQbSync.Tests.Scheduling;

/// <summary>What -RunAs makes of a task of Windows' Task Scheduler, up to what that is given.</summary>
[SuppressMessage("Interoperability", "CA1416", Justification = "A task is described alike everywhere; only registering it needs Windows.")]
public sealed class WindowsAccountTests : IDisposable
{
    private readonly ProfileFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("CONTOSO\\ann", "pa55word", "UserId CONTOSO\\ann|LogonType Password|RunLevel LeastPrivilege")]
    [InlineData("CONTOSO\\sync$", null, "UserId CONTOSO\\sync$|LogonType Password|RunLevel LeastPrivilege")]
    [InlineData("SYSTEM", null, "UserId SYSTEM|RunLevel LeastPrivilege")]
    [InlineData("NT AUTHORITY\\Local Service", null, "UserId NT AUTHORITY\\Local Service|RunLevel LeastPrivilege")]
    public async Task The_task_is_the_accounts_and_no_password_is_shown(string name, string? password, string principal)
    {
        var planned = await PlanAsync(_folder.Read(ProfileFolder.Sides), new TaskAccount(name, password is null ? null : Secure(password)));

        var elements = XDocument.Parse(planned.Task.Definition!).Descendants().Single(element => element.Name.LocalName == "Principal").Elements();
        Assert.Equal(principal.Split('|'), elements.Select(element => $"{element.Name.LocalName} {element.Value}"));
        Assert.Equal(name, planned.Task.RunAs);
        Assert.DoesNotContain("pa55word", planned.ToString() + planned.Task.Definition, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_account_it_is_the_current_users_own_without_a_password()
    {
        var planned = await PlanAsync(_folder.Read(ProfileFolder.Sides), account: null);

        Assert.Equal($"{Environment.UserDomainName}\\ann", planned.Task.RunAs);
        Assert.Contains("<LogonType>S4U</LogonType>", planned.Task.Definition, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bob", null)]
    [InlineData("bob", "")]
    public async Task An_account_that_Windows_knows_no_password_of_is_refused(string name, string? password)
    {
        var exception = await Assert.ThrowsAsync<SyncException>(
            () => PlanAsync(_folder.Read(ProfileFolder.Sides), new TaskAccount(name, password is null ? null : Secure(password))));

        Assert.Equal(SyncErrorId.InputInvalid, exception.Id);
        Assert.Contains("'bob'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Get-Credential", exception.Advice, StringComparison.Ordinal);
    }

    /// <summary>Windows unlocks what a user protected only for a sign-in with that user's password.</summary>
    [Theory]
    [InlineData("ann", "pa55word", true)]
    [InlineData("ann", null, false)]
    [InlineData("CONTOSO\\bob", "pa55word", false)]
    [InlineData("CONTOSO\\sync$", null, false)]
    public async Task Secrets_of_the_current_user_are_for_that_account_with_its_password(string name, string? password, bool isPlanned)
    {
        var profile = _folder.Read("crm: { type: Csv, path: a.csv }\nqb: { type: QuickBooksDesktop, listen: 'http://localhost:8085/acme/', userName: sync, password: '${secret:acme-qbwc}' }\n");
        var account = password is null && name == "ann" ? null : new TaskAccount(name, password is null ? null : Secure(password));
        if (isPlanned)
        {
            Assert.Empty((await PlanAsync(profile, account)).Warnings);
            return;
        }
        var exception = await Assert.ThrowsAsync<SyncException>(() => PlanAsync(profile, account));
        Assert.Equal(SyncErrorId.SecretMissing, exception.Id);
        Assert.StartsWith("Set-ContactSyncSecret -Name 'acme-qbwc' -Scope Machine", exception.Advice, StringComparison.Ordinal);
    }

    private Task<PlannedTask> PlanAsync(SyncProfile profile, TaskAccount? account)
    {
        var facts = Facts.Make(_folder.Path, path => path == "/usr/bin/pwsh.exe") with { IsWindows = true };
        var secrets = new ListedSecrets();
        secrets.Add("acme-qbwc", SecretScope.CurrentUser);
        var tasks = new ContactSyncTasks(facts, [new WindowsTaskScheduler(facts)], new TaskSecrets(_ => secrets), TimeProvider.System);
        var request = new TaskRequest { Every = TimeSpan.FromMinutes(15), RunAs = account, Script = "C:\\Task.ps1" };
        return tasks.PlanAsync(profile, request, CancellationToken.None);
    }

    private static SecureString Secure(string text)
    {
        var secure = new SecureString();
        foreach (var letter in text)
            secure.AppendChar(letter);
        return secure;
    }
}
