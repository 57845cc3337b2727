using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CrmQbSync.Emulators.Hosting;
using CrmQbSync.Tests.State;
using CrmQbSync.Tests.StateHost;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>A server that starts while somebody calls already: in a process of its own, since .NET's listener may end that.</summary>
public sealed class ListenerStartTests
{
    private const int MostTries = 10;

    [Fact]
    public async Task A_caller_who_connects_in_the_very_moment_of_the_start_does_not_keep_it_from_listening()
    {
        var said = ListenHost.EndedByListener;
        for (var tries = 0; tries < MostTries && said == ListenHost.EndedByListener; tries++)
            said = await ListenAsync();
        Assert.Equal(ListenHost.Listened, said);
    }

    private static async Task<string> ListenAsync()
    {
        var port = FreePort.Pick();
        using var enough = new CancellationTokenSource();
        var knocking = Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(() => Knock(port, enough.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        using var process = StateHostProcess.Start("listen", port.ToString(CultureInfo.InvariantCulture));
        var said = await process.ReadLineAsync();
        await enough.CancelAsync();
        await Task.WhenAll(knocking);
        return said;
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
