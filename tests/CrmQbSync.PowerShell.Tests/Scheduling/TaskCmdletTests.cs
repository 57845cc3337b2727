using System.Management.Automation;
using CrmQbSync.PowerShell.Tests.EndToEnd;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.Scheduling;

public sealed class TaskCmdletTests : IDisposable
{
    private readonly CsvPair _pair = new("1,ann@example.com,Ann,Bexley,", "");

    public void Dispose() => _pair.Dispose();

    [Theory]
    [InlineData("-Every 15")]
    [InlineData("-Every 00:00:30")]
    [InlineData("-Every 0")]
    [InlineData("-Every 3650.00:00")]
    public void Schedules_that_nobody_means_are_refused_with_what_is_meant(string every)
    {
        var error = _pair.Session.Fail($"Register-ContactSyncTask acme {every}");

        Assert.StartsWith("InputInvalid,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("00:15", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

#if !WINDOWS
    [Fact]
    public void A_scheduler_that_the_machine_does_not_have_is_told()
    {
        var error = _pair.Session.Fail("Register-ContactSyncTask acme 00:15 -Scheduler TaskScheduler");

        Assert.StartsWith("SchedulerFailed,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.ResourceUnavailable, error.CategoryInfo.Category);
    }
#endif

    [Fact]
    public void RunAs_takes_a_credential_and_a_name_and_never_shows_a_password()
    {
        var argument = Session("[CrmQbSync.AccountArgument][pscredential]::new('CONTOSO\\ann', (& { $s = [securestring]::new(); 'pa55'.ToCharArray() | ForEach-Object { $s.AppendChar($_) }; $s }))");

        Assert.Equal("CONTOSO\\ann", argument.ToString());
        Assert.Equal("CONTOSO\\sync$", Session("[CrmQbSync.AccountArgument]'CONTOSO\\sync$'").ToString());
    }

#if !WINDOWS
    [Fact]
    public async Task RunAs_is_refused_where_only_Windows_could_do_it_with_the_account_and_without_its_password()
    {
        var variables = CrontabProgram.AddTo(_pair.Session.Folder, onlyScheduler: true);
        const string Credential = "[pscredential]::new('CONTOSO\\ann', (& { $s = [securestring]::new(); 'pa55'.ToCharArray() | ForEach-Object { $s.AppendChar($_) }; $s }))";

        foreach (var account in new[] { $"({Credential})", "'CONTOSO\\sync$'" })
        {
            var result = await ChildShell.RunAsync(
                variables, "-Command", $"try {{ Register-ContactSyncTask '{_pair.Profile}' -Every 00:15 -RunAs {account} }} catch {{ \"$($_.FullyQualifiedErrorId) $_ $($_.ErrorDetails.RecommendedAction)\" }}");

            Assert.StartsWith("InputInvalid,", result.Output, StringComparison.Ordinal);
            Assert.Contains("-RunAs", result.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("pa55", result.Output + result.Error, StringComparison.Ordinal);
            Assert.False(File.Exists(variables["CRONTAB_FILE"]));
        }
    }
#endif

    private object Session(string script) => _pair.Run(script).Output.Single().BaseObject;
}
