using System.Management.Automation;
using System.Management.Automation.Language;
using CrmQbSync.PowerShell.Tests.EndToEnd;
using CrmQbSync.PowerShell.Tests.EndToEnd.QuickBooksDesktop;
using CrmQbSync.PowerShell.Tests.Hosting;
using Engine = System.Management.Automation.PowerShell;

namespace CrmQbSync.PowerShell.Tests.Help;

/// <summary>Every example of the help, run as it stands there: over files, over the services' emulators, with a crontab, with a person who types.</summary>
public sealed class ExampleTests
{
    private static readonly string[] s_accounts = ["Connect-CrmAccount", "Connect-QbAccount", "Disconnect-CrmAccount", "Disconnect-QbAccount"];
    private static readonly string[] s_secrets = ["Set-ContactSyncSecret", "Get-ContactSyncSecret", "Remove-ContactSyncSecret"];
    private static readonly string[] s_tasks = ["Register-ContactSyncTask", "Get-ContactSyncTask", "Unregister-ContactSyncTask"];
    private static readonly string[] s_desktop = ["New-QbWebConnectorFile", "Start-QbWebConnector"];

    public static TheoryData<string> OverFiles()
    {
        using var session = new ModuleSession();
        var all = session.Run("(Get-Module CrmQbSync).ExportedCmdlets.Keys").Texts.Order(StringComparer.Ordinal);
        return new(all.Except([.. s_accounts, .. s_secrets, .. s_tasks, .. s_desktop]));
    }

    [Theory]
    [MemberData(nameof(OverFiles))]
    public void Over_files(string name)
    {
        using var pair = new CsvPair(
            "1,ann@example.com,Ann,Bexley,+1 415 555 0100\n2,bob@example.com,Bob,Carter,",
            "7,ann@example.com,Ann,Bexley,+1 415 555 0199");
        File.Copy(pair.Session.PathOf("crm.csv"), pair.Session.PathOf("contacts.csv"));
        File.Copy(pair.Session.PathOf("qb.csv"), pair.Session.PathOf("customers.csv"));
        pair.Run("Invoke-ContactSync acme -Priority Manual");
        pair.Run(Utilities);
        var examples = pair.Session.HelpOf(name).Examples();
        Assert.All(examples, code => AssertRuns(code, pair.Session));
    }

#if !WINDOWS
    [Fact]
    public async Task With_accounts_against_both_services()
    {
        await using var services = await AccountBench.StartAsync();
        using var session = new ModuleSession();

        var outcome = await services.RunAsync([.. s_accounts.SelectMany(name => session.HelpOf(name).Examples().Select((code, at) => ($"{name} {at + 1}", code)))]);

        // Nobody is there to paste the address; the example after it does.
        string[] expected =
        [
            "Connect-CrmAccount 1: CrmQbSync.AccountInfo", "Connect-CrmAccount 2: Cancelled", "Connect-CrmAccount 3: CrmQbSync.AccountInfo",
            "Connect-QbAccount 1: CrmQbSync.AccountInfo", "Connect-QbAccount 2: Cancelled", "Connect-QbAccount 3: CrmQbSync.AccountInfo",
            // A code that stands in a page is none any more.
            "Connect-QbAccount 4: AuthenticationFailed",
            "Disconnect-CrmAccount 1:", "Disconnect-CrmAccount 2:", "Disconnect-QbAccount 1:", "Disconnect-QbAccount 2:",
        ];
        Assert.Equal(expected, outcome);
    }
#endif

    [Fact]
    public void With_a_person_who_types_secrets()
    {
        using var session = new ModuleSession();
        session.Host.Typed = "typed-9b2c";
        session.Run("$ConfirmPreference = 'None'; function global:op { 'from-the-manager' }; Set-ContactSyncSecret -Name old-mail-password");
        foreach (var name in s_secrets)
        {
            var examples = session.HelpOf(name).Examples();
            // The machine's store is Windows' alone.
            foreach (var code in examples.Where(code => OperatingSystem.IsWindows() || !code.Contains("-Scope Machine", StringComparison.Ordinal)))
                AssertRuns(code, session);
        }
        Assert.Equal(["acme-zoho-secret", "mail-password"], session.Run("(Get-ContactSyncSecret -Name acme-zoho-secret, mail-password, old-mail-password).Name").Texts.Order(StringComparer.Ordinal));
        session.Run("Remove-ContactSyncSecret acme-zoho-secret; Remove-ContactSyncSecret mail-password");
    }

#if !WINDOWS
    [Fact]
    public async Task With_a_crontab()
    {
        using var pair = new CsvPair("1,ann@example.com,Ann,Bexley,", "");
        var examples = s_tasks.SelectMany(name => pair.Session.HelpOf(name).Examples().Select((code, at) => ($"{name} {at + 1}", code))).ToList();
        // The first of the last two takes away what the second would.
        examples.Insert(examples.Count - 1, ("Register-ContactSyncTask 1", examples[0].code));

        var outcome = await new ExampleScript(pair.Session.Folder).RunAsync(examples, CrontabProgram.AddTo(pair.Session.Folder, onlyScheduler: true));

        Assert.Equal(
            [
                "Register-ContactSyncTask 1: CrmQbSync.ContactSyncTask", "Register-ContactSyncTask 2: CrmQbSync.ContactSyncTask",
                // Only Windows runs a task as somebody else.
                "Register-ContactSyncTask 3: InputInvalid",
                "Get-ContactSyncTask 1: CrmQbSync.ContactSyncTask", "Get-ContactSyncTask 2:", "Unregister-ContactSyncTask 1:",
                "Register-ContactSyncTask 1: CrmQbSync.ContactSyncTask", "Unregister-ContactSyncTask 2:",
            ],
            outcome);
    }
#endif

    [Fact]
    public async Task With_QuickBooks_Desktop_until_it_is_stopped()
    {
        using var desktop = new DesktopSession(ownThread: true);
        foreach (var name in new[] { "desktop", "north", "south" })
            desktop.WriteProfile(name, name);
        foreach (var code in desktop.Session.HelpOf("New-QbWebConnectorFile").Examples())
            AssertRuns(code, desktop.Session);
        Assert.True(File.Exists(desktop.Session.PathOf("desktop.qwc")));
        desktop.Session.Run("New-QbWebConnectorFile north north.qwc; New-QbWebConnectorFile south south.qwc");

        foreach (var code in desktop.Session.HelpOf("Start-QbWebConnector").Examples())
        {
            using var shell = Engine.Create(desktop.Session.Runspace);
            var serving = shell.AddScript(code).BeginInvoke();
            // It answers under the address of each profile, and goes on until it is stopped.
            foreach (var name in new[] { "desktop", "north", "south" }.Where(name => code.Contains(name, StringComparison.Ordinal)))
                await desktop.AddAsync($"{name}.qwc", desktop.Company);
            shell.Stop();
            Assert.Throws<PipelineStoppedException>(() => shell.EndInvoke(serving));
            Assert.Empty(shell.Streams.Error);
        }
    }

    /// <summary>The cmdlets of Microsoft.PowerShell.Utility that examples go through, as far as they matter there, where only the engine is.</summary>
    private const string Utilities =
        """
        if (-not (Get-Command Export-Csv -ErrorAction SilentlyContinue)) {
            function global:Export-Csv { param([string] $Path) [IO.File]::WriteAllLines([IO.Path]::Combine($pwd.Path, $Path), [string[]] @($input)) }
            function global:Import-Csv {
                param([string] $Path)
                $lines = [IO.File]::ReadAllLines([IO.Path]::Combine($pwd.Path, $Path))
                $names = $lines[0].Split(',')
                foreach ($line in $lines[1..($lines.Length - 1)]) {
                    $row = [ordered]@{}
                    $cells = $line.Split(',')
                    for ($at = 0; $at -lt $names.Length; $at++) { $row[$names[$at]] = $cells[$at] }
                    [pscustomobject] $row
                }
            }
        }
        """;

    private static void AssertRuns(string code, ModuleSession session)
    {
        var unknown = Parser.ParseInput(code, out _, out _).FindAll(ast => ast is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>()
            .Select(used => used.GetCommandName()).Where(name => session.Run("Get-Command -Name $args[0] -ErrorAction SilentlyContinue", name).Output.Count == 0);
        Assert.Empty(unknown);
        // An error that ends the example is thrown; one about a record is not.
        session.Run($"$ErrorActionPreference = 'Continue'\n{code}");
    }
}
