using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CrmQbSync.PowerShell.Tests.Hosting;

/// <summary>A proxy that wants a sign-in, takes none, and keeps what it was asked.</summary>
internal sealed class RecordingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _answering;

    private RecordingProxy()
    {
        _listener.Start();
        _answering = AnswerAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The requests with their headers.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public static RecordingProxy Start() => new();

    /// <summary>The clients of a listener until that is stopped.</summary>
    public static async IAsyncEnumerable<TcpClient> ClientsOf(TcpListener listener)
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await listener.AcceptTcpClientAsync();
            }
            catch (Exception exception) when (exception is SocketException or InvalidOperationException)
            {
                // Stopped, while it waited or before it waited again.
                yield break;
            }
            yield return client;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _answering;
    }

    private async Task AnswerAsync()
    {
        await foreach (var client in ClientsOf(_listener))
        {
            using (client)
            {
                var stream = client.GetStream();
                var bytes = new byte[4096];
                var count = await stream.ReadAsync(bytes);
                Requests.Enqueue(Encoding.ASCII.GetString(bytes, 0, count));
                await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"office\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
            }
        }
    }
}
