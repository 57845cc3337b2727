using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace CrmQbSync.Emulators.Mail;

/// <summary>
/// A mail server (RFC 5321, STARTTLS by RFC 3207, AUTH by RFC 4954) on a free port of the loopback address. It refuses what comes out of order, and a
/// password that comes unencrypted.
/// </summary>
public sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly MailServerOptions _options;
    private readonly X509Certificate2? _certificate;
    private readonly Task _accepting;

    private MailServer(MailServerOptions options)
    {
        _options = options;
        _certificate = options.CanEncrypt ? MakeCertificate() : null;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The port.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The mails that were taken.</summary>
    public ConcurrentQueue<ReceivedMail> Mails { get; } = new();

    /// <summary>Every line that a client sent, as it went over the wire.</summary>
    public ConcurrentQueue<string> Unencrypted { get; } = new();

    /// <summary>How many clients connected.</summary>
    public int Connections { get; private set; }

    /// <summary>Starts a server.</summary>
    public static MailServer Start(MailServerOptions? options = null) => new(options ?? new MailServerOptions());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
        _certificate?.Dispose();
    }

    /// <summary>The certificate that it shows, for those who are to trust it.</summary>
    public string CertificatePem => _certificate!.ExportCertificatePem();

    /// <summary>Whether a certificate is this server's.</summary>
    public bool Presents(X509Certificate? certificate) => _certificate is not null && _certificate.Equals(certificate);

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private async Task AcceptAsync()
    {
        var conversations = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Connections++;
                conversations.Add(TalkAsync(client));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(conversations);
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                if (_options.Hangs)
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                await new Conversation(this, client.GetStream()).RunAsync(_stop.Token);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
            {
                // The client went away, as one does that trusts nobody.
            }
        }
    }

    private sealed class Conversation(MailServer server, Stream stream)
    {
        private Stream _stream = stream;
        private bool _isEncrypted;
        private bool _isGreeted;
        private bool _isSignedIn;
        private string? _from;
        private List<string> _to = [];

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            await SayAsync("220 localhost ESMTP", cancellationToken);
            while (await HearAsync(cancellationToken) is { } line)
            {
                var verb = line.Split(' ')[0].ToUpperInvariant();
                if (verb == "QUIT")
                {
                    await SayAsync("221 Bye", cancellationToken);
                    return;
                }
                if (verb == "STARTTLS" && server._certificate is not null && !_isEncrypted)
                    await EncryptAsync(cancellationToken);
                else
                    await SayAsync(verb == "DATA" ? await TakeAsync(cancellationToken) : Answer(verb, line), cancellationToken);
            }
        }

        private string Answer(string verb, string line) => verb switch
        {
            "EHLO" => Greet(),
            "AUTH" when !_isGreeted || server._options.UserName is null => "503 Not now",
            "AUTH" when !_isEncrypted => "538 Encryption required for requested authentication mechanism",
            "AUTH" => SignIn(line),
            "MAIL" when !_isGreeted => "503 EHLO first",
            "MAIL" when server._options.UserName is not null && !_isSignedIn => "530 Authentication required",
            "MAIL" when line.StartsWith("MAIL FROM:<", StringComparison.OrdinalIgnoreCase) => Begin(line),
            "RCPT" when _from is null => "503 MAIL first",
            "RCPT" when server._options.RefusedReceiver is { } refused && line.Contains(refused, StringComparison.OrdinalIgnoreCase) => $"550 No such user {refused}",
            "RCPT" when line.StartsWith("RCPT TO:<", StringComparison.OrdinalIgnoreCase) => Add(line),
            "RSET" => "250 Ok",
            _ => "500 What?",
        };

        private string Greet()
        {
            _isGreeted = true;
            var lines = new List<string> { "localhost", "8BITMIME" };
            if (server._certificate is not null && !_isEncrypted)
                lines.Add("STARTTLS");
            if (server._options.UserName is not null && (_isEncrypted || server._certificate is null))
                lines.Add("AUTH PLAIN");
            return string.Join("\r\n", lines.Select((text, at) => $"250{(at == lines.Count - 1 ? ' ' : '-')}{text}"));
        }

        private string SignIn(string line)
        {
            var words = line.Split(' ');
            if (words.Length != 3 || !words[1].Equals("PLAIN", StringComparison.OrdinalIgnoreCase))
                return "504 Unrecognized authentication type";
            var parts = Encoding.UTF8.GetString(Convert.FromBase64String(words[2])).Split('\0');
            _isSignedIn = parts.Length == 3 && parts[1] == server._options.UserName && parts[2] == server._options.Password;
            return _isSignedIn ? "235 Welcome" : "535 Authentication credentials invalid";
        }

        private string Begin(string line)
        {
            (_from, _to) = (AddressIn(line), []);
            return "250 Ok";
        }

        private string Add(string line)
        {
            _to.Add(AddressIn(line));
            return "250 Ok";
        }

        private static string AddressIn(string line) => line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];

        private async Task<string> TakeAsync(CancellationToken cancellationToken)
        {
            if (_to.Count == 0)
                return "503 RCPT first";
            await SayAsync("354 Go on", cancellationToken);
            var text = new StringBuilder();
            while (await HearAsync(cancellationToken) is { } line && line != ".")
                text.Append(line.StartsWith('.') ? line[1..] : line).Append('\n');
            server.Mails.Enqueue(new ReceivedMail(_from!, [.. _to], text.ToString(), _isEncrypted));
            _from = null;
            return "250 Taken";
        }

        private async Task EncryptAsync(CancellationToken cancellationToken)
        {
            await SayAsync("220 Ready", cancellationToken);
            var encrypted = new SslStream(_stream);
            await encrypted.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = server._certificate }, cancellationToken);
            (_stream, _isEncrypted, _isGreeted) = (encrypted, true, false);
        }

        private async Task SayAsync(string line, CancellationToken cancellationToken) =>
            await _stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), cancellationToken);

        private async Task<string?> HearAsync(CancellationToken cancellationToken)
        {
            var bytes = new List<byte>();
            var one = new byte[1];
            while (await _stream.ReadAsync(one, cancellationToken) == 1)
            {
                if (one[0] == '\n')
                {
                    var line = Encoding.UTF8.GetString([.. bytes]).TrimEnd('\r');
                    if (!_isEncrypted)
                        server.Unencrypted.Enqueue(line);
                    return line;
                }
                bytes.Add(one[0]);
            }
            return null;
        }
    }
}
