using System.Net;
using System.Net.Sockets;

namespace CrmQbSync.Emulators.Hosting;

/// <summary>
/// Picks ports for servers that are started later. Not from the range from which the system gives out ports by itself: there, one that was picked
/// and given back may go to anybody's next connection before the server stands.
/// </summary>
public static class FreePort
{
    /// <summary>The lowest port picked.</summary>
    public const int Lowest = 10000;

    /// <summary>The highest port picked; Linux gives out ports from 32768 on, Windows and macOS from 49152.</summary>
    public const int Highest = 30000;

    private const int Count = Highest - Lowest + 1;
    private const int Tries = 100;

    // In turn, so that tests of one process never get the same; from anywhere, as other suites pick at the same time.
    private static int s_turn = Random.Shared.Next(Count);

    /// <summary>A port of the loopback addresses that nobody listens at.</summary>
    public static int Pick()
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            var port = Lowest + (int)((uint)Interlocked.Increment(ref s_turn) % Count);
            if (IsFree(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || IsFree(IPAddress.IPv6Loopback, port)))
                return port;
        }
        throw new InvalidOperationException($"None of {Tries} ports from {Lowest} to {Highest} was free.");
    }

    private static bool IsFree(IPAddress address, int port)
    {
        using var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException exception)
        {
            // A machine may know IPv6 and have no such address; then nobody listens there.
            return exception.SocketErrorCode == SocketError.AddressNotAvailable;
        }
    }
}
