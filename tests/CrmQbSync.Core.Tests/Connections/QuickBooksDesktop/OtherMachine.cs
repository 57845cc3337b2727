using System.Net;
using System.Net.Sockets;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>Calls from another address than the usual one.</summary>
internal static class OtherMachine
{
    public static HttpClient Client() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, token) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, token);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });
}
