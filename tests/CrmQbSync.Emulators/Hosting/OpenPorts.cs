using System.Collections.Concurrent;
using System.Globalization;
using System.Net.NetworkInformation;

namespace CrmQbSync.Emulators.Hosting;

/// <summary>
/// Looks whether somebody listens at an address without knocking there. Elsewhere than on Windows .NET's HttpListener takes a lock that its constructor makes
/// only after it listens: a connection in that very moment ends the whole process, of the tests as of the server. Who calls again and again until
/// a server is there would come upon it sooner or later.
/// </summary>
public static class OpenPorts
{
    private const string Listening = "0A"; // TCP_LISTEN

    private static readonly TimeSpan s_settling = TimeSpan.FromMilliseconds(15);
    private static readonly ConcurrentDictionary<int, bool> s_settled = new();
    private static readonly string[] s_tables = [.. new[] { "/proc/net/tcp", "/proc/net/tcp6" }.Where(File.Exists)];

    /// <summary>Makes sure that somebody listens at an address of this machine, and has done so for a while; of others nothing is known.</summary>
    /// <exception cref="HttpRequestException">Nobody does.</exception>
    public static async Task DemandAsync(Uri address)
    {
        if (!address.IsLoopback || OperatingSystem.IsWindows())
            return;
        if (!IsOpen(address.Port))
        {
            s_settled.TryRemove(address.Port, out _);
            throw new HttpRequestException($"Nobody listens at {address}.");
        }
        if (s_settled.TryAdd(address.Port, true))
            await Task.Delay(s_settling);
    }

    private static bool IsOpen(int port) => s_tables.Length > 0
        ? Array.Exists(s_tables, table => PortsIn(table).Contains(port))
        : Array.Exists(IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(), listener => listener.Port == port);

    /// <summary>The ports of Linux' own table. Those at which somebody listens come first; the connections, which may be thousands, are not read.</summary>
    private static IEnumerable<int> PortsIn(string table)
    {
        using var lines = new StreamReader(table);
        lines.ReadLine();
        while (lines.ReadLine()?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var local, _, Listening, ..])
            yield return int.Parse(local.AsSpan(local.LastIndexOf(':') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
