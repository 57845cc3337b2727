using System.Text.Json.Nodes;
using CrmQbSync.Emulators.Hosting;
using CrmQbSync.Emulators.Mail;
using CrmQbSync.Emulators.QuickBooksOnline;
using CrmQbSync.PowerShell.Tests.Hosting;
using Microsoft.AspNetCore.Http;

namespace CrmQbSync.PowerShell.Tests.EndToEnd;

/// <summary>Each way of notices, from the cmdlet to its wire.</summary>
public sealed class NoticeWaysTests : IAsyncLifetime
{
    private readonly List<JsonNode> _posts = [];
    private LoopbackServer _hook = null!;

    private string Hook => new Uri(_hook.Address, "/hook").AbsoluteUri;

    public async Task InitializeAsync() => _hook = await LoopbackServer.StartAsync(async context =>
    {
        using var reader = new StreamReader(context.Request.Body);
        var post = JsonNode.Parse(await reader.ReadToEndAsync())!;
        lock (_posts)
            _posts.Add(post);
    });

    public async Task DisposeAsync() => await _hook.DisposeAsync();

    // Elsewhere the system's own store says whom it trusts.
#if LINUX
    [Fact]
    public async Task A_mail_goes_signed_in_over_STARTTLS_with_the_password_of_the_secret_store()
    {
        await using var server = MailServer.Start(new MailServerOptions { CanEncrypt = true, UserName = "sync", Password = "pa55-of-the-mail" });
        using var pair = new CsvPair(
            "1,ann@example.com,Ann,Bexley,\n2,too,few",
            "",
            $"notify: {{ smtp: {{ host: localhost, port: {server.Port}, from: sync@example.com, to: [a@example.com, b@example.com], userName: sync, password: '${{secret:mail-password}}' }} }}");
        await File.WriteAllTextAsync(pair.Session.PathOf("trusted.pem"), server.CertificatePem);
        var variables = new Dictionary<string, string>
        {
            ["SSL_CERT_FILE"] = pair.Session.PathOf("trusted.pem"),
            ["CRMQBSYNC_HOME"] = pair.Session.PathOf("home"),
            ["T_PASSWORD"] = "pa55-of-the-mail",
        };

        var result = await ChildShell.RunAsync(
            variables, "-Command", $"$env:T_PASSWORD | Set-ContactSyncSecret mail-password; 1..3 | ForEach-Object {{ (Invoke-ContactSync '{pair.Profile}' -ErrorAction SilentlyContinue).Message }}");

        Assert.Equal("", result.Error + result.Output.Trim());
        var mail = Assert.Single(server.Mails);
        Assert.True(mail.WasEncrypted);
        Assert.Equal(["a@example.com", "b@example.com"], mail.To);
        Assert.Contains("run 1 completed with errors", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Unencrypted, line => line.Contains("AUTH", StringComparison.Ordinal));
    }
#endif

    [Fact]
    public async Task A_mail_server_that_hangs_keeps_no_run_from_ending()
    {
        await using var server = MailServer.Start(new MailServerOptions { Hangs = true });
        using var pair = new CsvPair(
            "1,ann@example.com,Ann,Bexley,", "", $"notify: {{ on: Always, smtp: {{ host: 127.0.0.1, port: {server.Port}, from: sync@example.com, to: a@example.com }} }}");

        var run = pair.Run("Invoke-ContactSync acme");

        Assert.Equal("The notice by mail was not sent: there was no answer within 20 seconds.", Assert.Single(run.Warnings));
        Assert.Equal(("Succeeded", run.Warnings[0]), (run["Status"]!.ToString(), pair.Run("Get-ContactSyncHistory acme")["Message"]));
        Assert.Contains("1,ann@example.com,Ann,Bexley,", pair.Qb);
    }

    [Theory]
    [InlineData("Generic", "subject")]
    [InlineData("Teams", "attachments")]
    [InlineData("Slack", "text")]
    public void A_webhook_gets_its_own_form(string format, string key)
    {
        using var pair = new CsvPair("1,ann@example.com,Ann,Bexley,\n2,too,few", "", $"proxy: none\nnotify: {{ webhook: {{ url: '{Hook}', format: {format} }} }}");

        pair.Run("Invoke-ContactSync acme; Invoke-ContactSync acme");

        var post = Assert.Single(_posts);
        Assert.NotNull(post[key]);
        Assert.Contains("CrmQbSync acme: run 1 completed with errors", post.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("BadRow", post.ToJsonString(), StringComparison.Ordinal);
    }

#if !WINDOWS
    [Fact]
    public void A_command_is_told_and_one_that_fails_is_a_warning()
    {
        using var pair = new CsvPair("1,ann@example.com,Ann,Bexley,", "");
        File.AppendAllText(
            pair.Profile,
            $"notify: {{ on: Always, command: [/bin/sh, -c, 'cat > \"$0.$CRMQBSYNC_SYNCID\"; test $CRMQBSYNC_SYNCID = 1', '{pair.Session.PathOf("told")}'] }}\n");

        Assert.Empty(pair.Run("Invoke-ContactSync acme").Warnings);
        Assert.Equal("Succeeded", (string?)JsonNode.Parse(File.ReadAllText(pair.Session.PathOf("told.1")))!["status"]);
        Assert.StartsWith("The notice by command was not sent: the command ended with exit code 1", Assert.Single(pair.Run("Invoke-ContactSync acme").Warnings), StringComparison.Ordinal);
    }
#endif

    [Fact]
    public async Task A_sign_in_that_ends_soon_is_told_once_and_when_it_was_renewed()
    {
        await using var quickBooks = await QuickBooksOnlineEmulator.StartAsync();
        quickBooks.SignIn.IdleLife = TimeSpan.FromDays(10);
        using var pair = new CsvPair("1,ann@example.com,Ann,Bexley,", "");
        File.WriteAllText(pair.Profile, $$"""
            proxy: none
            notify: { webhook: { url: '{{Hook}}' } }
            crm: { type: Csv, path: crm.csv }
            qb:
              type: QuickBooksOnline
              environment: sandbox
              realmId: '{{quickBooks.RealmId}}'
              clientId: ${secret:acme-qb-id}
              clientSecret: ${secret:acme-qb-secret}
              tokenUrl: {{quickBooks.TokenUrl}}
              apiUrl: {{quickBooks.Address.AbsoluteUri.TrimEnd('/')}}
            """);
        var variables = new Dictionary<string, string>
        {
            ["CRMQBSYNC_HOME"] = pair.Session.PathOf("home"),
            ["T_ID"] = quickBooks.SignIn.ClientId,
            ["T_SECRET"] = quickBooks.SignIn.ClientSecret,
            ["T_TOKEN"] = quickBooks.SignIn.RefreshToken,
        };
        async Task RunAsync(string script)
        {
            var result = await ChildShell.RunAsync(variables, "-Command", $"$p = '{pair.Profile}'\n{script}");
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
        }

        await RunAsync("""
            $env:T_ID | Set-ContactSyncSecret acme-qb-id
            $env:T_SECRET | Set-ContactSyncSecret acme-qb-secret
            $env:T_TOKEN | Set-ContactSyncSecret acme-qb-refresh
            Invoke-ContactSync $p
            Invoke-ContactSync $p
            """);
        var post = Assert.Single(_posts);
        Assert.Equal(("SignInExpiring", "Succeeded"), ((string?)post["events"]!.AsArray().Single(), (string?)post["status"]));
        Assert.Equal($"The sign-in to QuickBooks ends on {DateTime.UtcNow.AddDays(10):yyyy-MM-dd}.", (string?)post["reasons"]!.AsArray().Single());
        Assert.Equal($"Sign in again: Connect-QbAccount -Profile '{pair.Profile}'.", (string?)post["advice"]!.AsArray().Single());

        quickBooks.SignIn.IdleLife = TimeSpan.FromDays(100);
        quickBooks.SignIn.ExpireAccess();
        await RunAsync("Invoke-ContactSync $p; Invoke-ContactSync $p");
        Assert.Equal(2, _posts.Count);
        Assert.Equal("SignInExpiring", (string?)_posts[1]["over"]!.AsArray().Single());
    }
}
