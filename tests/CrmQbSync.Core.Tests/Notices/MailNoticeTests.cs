using CrmQbSync.Emulators.Mail;
using CrmQbSync.Notices;
using CrmQbSync.Profiles;
using CrmQbSync.Secrets;

namespace CrmQbSync.Tests.Notices;

public sealed class MailNoticeTests : IDisposable
{
    private const string Password = "s3cr3t-pa55";

    private readonly NoticeBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_run_with_errors_is_told_with_the_first_of_them_and_what_to_do()
    {
        await using var server = MailServer.Start();
        _bench.Break();

        var run = await _bench.RunAsync(Smtp(server));

        Assert.Equal((RunStatus.CompletedWithErrors, null), (run.Status, run.Message));
        var mail = Assert.Single(server.Mails);
        Assert.Equal(("sync@example.com", "ann@example.com,bob@example.com"), (mail.From, string.Join(',', mail.To)));
        Assert.Contains("Subject: CrmQbSync acme: run 1 completed with errors", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Auto-Submitted: auto-generated", mail.Text, StringComparison.Ordinal);
        var text = mail.Text.Replace("=\n", "", StringComparison.Ordinal).Replace("=20", " ", StringComparison.Ordinal);
        Assert.Contains("1 record failed.", text, StringComparison.Ordinal);
        Assert.Contains("acme.yaml", text, StringComparison.Ordinal);
        Assert.Contains("Sync ID:  1, Synchronize, Scheduled", text, StringComparison.Ordinal);
        Assert.Contains("BadRow", text, StringComparison.Ordinal);
        Assert.Contains("Get-ContactSyncEntry -Profile", text, StringComparison.Ordinal);
        Assert.Empty(_bench.Warnings);
    }

    [Fact]
    public async Task A_run_that_is_no_event_is_not_told()
    {
        await using var server = MailServer.Start();

        await _bench.RunAsync(Smtp(server));
        Assert.Equal(0, server.Connections);

        await _bench.RunAsync(Smtp(server, "on: Always, "));
        Assert.Contains("Every run is told", Assert.Single(server.Mails).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Safety_stops_and_conflicts_are_events()
    {
        await using var server = MailServer.Start();
        await _bench.RunAsync(Smtp(server), "safety: { maxCreates: 0 }\n");
        _bench.Folder.Write("Id,Email,FirstName,LastName,Phone\n7,ann@example.com,Ann,Bexley,2\n", "b.csv");
        await _bench.RunAsync(Smtp(server), "priority: Manual\n");

        var mails = server.Mails.Select(mail => mail.Text.Replace("=\n", "", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, mails.Count);
        Assert.Contains("run 1 was blocked", mails[0], StringComparison.Ordinal);
        Assert.Contains("-Force", mails[0], StringComparison.Ordinal);
        Assert.Contains("1 record waits for a person's decision.", mails[1], StringComparison.Ordinal);
        Assert.Contains("Resolve-ContactConflict", mails[1], StringComparison.Ordinal);
        Assert.Contains("ann@example.com: conflict: Phone", mails[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_goes_over_an_encrypted_connection()
    {
        await using var server = MailServer.Start(new MailServerOptions { CanEncrypt = true, UserName = "sync", Password = Password });
        var mail = Mail(server, (_, certificate, _, _) => server.Presents(certificate));

        await mail.SendAsync(Sample(), CancellationToken.None);

        Assert.True(Assert.Single(server.Mails).WasEncrypted);
        Assert.Equal(["EHLO", "STARTTLS"], server.Unencrypted.Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task A_password_does_not_go_where_nothing_encrypts_it()
    {
        await using var server = MailServer.Start(new MailServerOptions { UserName = "sync", Password = Password });

        await Assert.ThrowsAsync<NoticeFailedException>(() => Mail(server).SendAsync(Sample(), CancellationToken.None));

        Assert.Empty(server.Mails);
        Assert.DoesNotContain(server.Unencrypted, line => line.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_not_trusted()
    {
        await using var server = MailServer.Start(new MailServerOptions { CanEncrypt = true, UserName = "sync", Password = Password });

        var exception = await Assert.ThrowsAsync<NoticeFailedException>(() => Mail(server).SendAsync(Sample(), CancellationToken.None));

        Assert.Contains("certificate is not trusted", exception.Message, StringComparison.Ordinal);
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task A_wrong_password_is_told_and_not_shown()
    {
        await using var server = MailServer.Start(new MailServerOptions { CanEncrypt = true, UserName = "sync", Password = "another" });

        var exception = await Assert.ThrowsAsync<NoticeFailedException>(() => Mail(server, (_, certificate, _, _) => server.Presents(certificate)).SendAsync(Sample(), CancellationToken.None));

        Assert.Contains("does not accept", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_that_is_refused_is_a_warning_in_the_history_and_the_run_is_what_it_was()
    {
        await using var server = MailServer.Start(new MailServerOptions { RefusedReceiver = "bob@example.com" });

        var run = await _bench.RunAsync(Smtp(server, "on: Always, "));

        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Equal("The notice by mail was not sent: No such user bob@example.com.", run.Message);
        Assert.Equal([run.Message!], _bench.Warnings);
    }

    [Fact]
    public async Task A_mail_server_that_hangs_is_a_warning_too()
    {
        using var bench = new NoticeBench(TimeSpan.FromMilliseconds(300));
        await using var server = MailServer.Start(new MailServerOptions { Hangs = true });

        var run = await bench.RunAsync(Smtp(server, "on: Always, "));

        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.StartsWith("The notice by mail was not sent: there was no answer within", run.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_secret_is_a_warning_that_names_it()
    {
        await using var server = MailServer.Start();

        var run = await _bench.RunAsync($"{{ on: Always, smtp: {{ host: 127.0.0.1, port: {server.Port}, from: sync@example.com, to: a@b.example, userName: sync, password: '${{secret:mail-password}}' }} }}");

        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Contains("'mail-password' is not set", run.Message, StringComparison.Ordinal);
        Assert.Equal(0, server.Connections);
    }

    private static string Smtp(MailServer server, string on = "") =>
        $"{{ {on}smtp: {{ host: 127.0.0.1, port: {server.Port}, from: sync@example.com, to: [ann@example.com, bob@example.com] }} }}";

    private MailNotice Mail(MailServer server, System.Net.Security.RemoteCertificateValidationCallback? trust = null)
    {
        var profile = _bench.Folder.Read(
            $"notify: {{ smtp: {{ host: localhost, port: {server.Port}, from: sync@example.com, to: ann@example.com, userName: sync, password: '${{secret:mail-password}}' }} }}\n{Tests.Profiles.ProfileFolder.Sides}");
        return new MailNotice(profile.Notify!.Smtp!, new OneSecret(), trust);
    }

    private static Notice Sample() => new()
    {
        ProfileName = "acme",
        Run = new SyncRun { SyncId = 3, Profile = "/srv/acme.yaml", Status = RunStatus.Failed },
        Machine = "server",
        Events = [NotifyEvent.Failure],
        Reasons = ["The run could not go on."],
        Entries = [],
        Advice = [],
    };

    private sealed class OneSecret : ISecretSource
    {
        public string Name => "the secret store";

        public string AdviceFor(string secret) => "";

        public ValueTask<string?> FindAsync(string secret, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(Password);
    }
}
