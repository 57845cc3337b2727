using System.Net.Security;
using System.Net.Sockets;
using CrmQbSync.Profiles;
using CrmQbSync.Secrets;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace CrmQbSync.Notices;

/// <summary>By mail. A password goes over an encrypted connection or not at all.</summary>
internal sealed class MailNotice(SmtpSettings settings, ISecretSource secrets, RemoteCertificateValidationCallback? trust = null) : INoticeWay
{
    private const int ImplicitTlsPort = 465;

    /// <inheritdoc/>
    public string Key => "mail";

    /// <inheritdoc/>
    public string Name => "by mail";

    /// <inheritdoc/>
    public async Task SendAsync(Notice notice, CancellationToken cancellationToken)
    {
        var values = await secrets.ResolveAllAsync([settings.Host, settings.From, .. settings.To], cancellationToken).ConfigureAwait(false);
        var signIn = settings is { UserName: { } user, Password: { } password }
            ? await secrets.ResolveAllAsync([user, password], cancellationToken).ConfigureAwait(false)
            : [];
        try
        {
            using var message = MessageOf(notice, values[1], values.Skip(2));
            using var client = new SmtpClient();
            if (trust is not null)
                client.ServerCertificateValidationCallback = trust;
            await client.ConnectAsync(values[0], settings.Port, EncryptionFor(signIn.Length > 0), cancellationToken).ConfigureAwait(false);
            if (signIn is [var name, var secret])
                await client.AuthenticateAsync(name, secret, cancellationToken).ConfigureAwait(false);
            await client.SendAsync(message, cancellationToken).ConfigureAwait(false);
            await client.DisconnectAsync(quit: true, cancellationToken).ConfigureAwait(false);
        }
        catch (SslHandshakeException exception)
        {
            throw new NoticeFailedException("the mail server's certificate is not trusted, or it cannot encrypt", exception);
        }
        catch (AuthenticationException exception)
        {
            throw new NoticeFailedException("the mail server does not accept userName and password", exception);
        }
        catch (Exception exception) when (exception is SmtpCommandException or SmtpProtocolException or SocketException or IOException or NotSupportedException or ParseException)
        {
            throw new NoticeFailedException(WhyOf(exception, signIn), exception);
        }
    }

    private SecureSocketOptions EncryptionFor(bool withPassword)
    {
        if (settings.Port == ImplicitTlsPort)
            return SecureSocketOptions.SslOnConnect;
        return withPassword ? SecureSocketOptions.StartTls : SecureSocketOptions.StartTlsWhenAvailable;
    }

    private static MimeMessage MessageOf(Notice notice, string from, IEnumerable<string> to)
    {
        var message = new MimeMessage { Subject = notice.Subject };
        message.From.Add(MailboxAddress.Parse(from));
        message.To.AddRange(to.Select(MailboxAddress.Parse));
        // No out-of-office answers.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Body = new TextPart("plain") { Text = NoticeText.Compose(notice) };
        return message;
    }

    // What a server says may repeat what it was given.
    private static string WhyOf(Exception exception, IEnumerable<string> secrets) =>
        secrets.Where(secret => secret.Length > 0).Aggregate(exception.Message.ReplaceLineEndings(" ").TrimEnd(), (text, secret) => text.Replace(secret, "…", StringComparison.Ordinal));
}
