using CrmQbSync.Emulators.Mail;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.EndToEnd;

/// <summary>Notices from the module as it is shipped, with the libraries that are in it and no others.</summary>
public sealed class NoticeTests
{
    [Fact]
    public async Task A_mail_tells_of_a_run_and_one_that_cannot_be_sent_is_a_warning_in_the_history()
    {
        await using var server = MailServer.Start();
        using var pair = new CsvPair(
            "1,ann@example.com,Ann,Bexley,", "", $"notify: {{ on: Always, smtp: {{ host: 127.0.0.1, port: {server.Port}, from: sync@example.com, to: admin@example.com }} }}");

        var run = pair.Run("Invoke-ContactSync acme");

        Assert.Empty(run.Warnings);
        Assert.Contains("Subject: CrmQbSync acme: run 1 succeeded", Assert.Single(server.Mails).Text, StringComparison.Ordinal);
        Assert.Contains(ModuleSession.Context.Assemblies, assembly => assembly.GetName().Name == "MailKit");

        await server.DisposeAsync();
        var untold = pair.Run("Invoke-ContactSync acme");
        var warning = Assert.Single(untold.Warnings);
        Assert.StartsWith("The notice by mail was not sent: ", warning, StringComparison.Ordinal);
        Assert.Equal("Succeeded", untold["Status"]!.ToString());
        Assert.Equal(warning, pair.Run("Get-ContactSyncHistory acme -Last 1")["Message"]);
    }

    [Fact]
    public async Task A_mail_goes_encrypted_from_the_module_as_far_as_the_certificate_is_trusted()
    {
        await using var server = MailServer.Start(new MailServerOptions { CanEncrypt = true });
        using var pair = new CsvPair(
            "1,ann@example.com,Ann,Bexley,", "", $"notify: {{ on: Always, smtp: {{ host: 127.0.0.1, port: {server.Port}, from: sync@example.com, to: admin@example.com }} }}");

        var run = pair.Run("Invoke-ContactSync acme");

        Assert.Contains("certificate is not trusted", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Empty(server.Mails);
    }

    [Fact]
    public void The_starter_names_the_schema_that_lies_with_the_module()
    {
        using var session = new ModuleSession();
        session.Run("New-ContactSyncProfile ./new.yaml Csv Csv");

        var line = File.ReadLines(session.PathOf("new.yaml")).First();
        Assert.Equal($"# yaml-language-server: $schema={new Uri(Path.Combine(Repository.Module, "CrmQbSync.profile.schema.json")).AbsoluteUri}", line);
        Assert.True(File.Exists(new Uri(line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]).LocalPath));
    }
}
