using System.Net;
using System.Net.Sockets;
using CrmQbSync.Connections.QuickBooksDesktop;
using CrmQbSync.Emulators.Hosting;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>A server that starts while somebody calls already.</summary>
public sealed class ListenerStartTests
{
    [Fact]
    public async Task A_caller_who_connects_in_the_very_moment_of_the_start_does_not_keep_it_from_listening()
    {
        var port = FreePort.Pick();
        using var enough = new CancellationTokenSource();
        var knocking = Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(() => Knock(port, enough.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        for (var time = 0; time < 3000; time++)
        {
            using var listener = ListenerStart.Start([$"http://localhost:{port}/acme/"]);
            Assert.True(listener.IsListening);
        }
        await enough.CancelAsync();
        await Task.WhenAll(knocking);
    }

    private static void Knock(int port, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(IPAddress.Loopback, port);
            }
            catch (SocketException)
            {
                // Nobody listens for the moment.
            }
        }
    }
}
