using System.Collections.Concurrent;
using System.Net.NetworkInformation;

namespace CrmQbSync.Emulators.Hosting;

/// <summary>
/// Looks whether somebody listens at an address without knocking there. Elsewhere than on Windows .NET's HttpListener takes a lock that its constructor makes
/// only after it listens: a connection in that very moment ends the whole process, of the tests as of the server. Who calls again and again until
/// a server is there would come upon it sooner or later.
/// </summary>
public static class OpenPorts
{
    private static readonly TimeSpan s_settling = TimeSpan.FromMilliseconds(15);
    private static readonly ConcurrentDictionary<int, bool> s_settled = new();

    /// <summary>Makes sure that somebody listens at an address of this machine, and has done so for a while; of others nothing is known.</summary>
    /// <exception cref="HttpRequestException">Nobody does.</exception>
    public static async Task DemandAsync(Uri address)
    {
        if (!address.IsLoopback)
            return;
        if (!Array.Exists(IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(), listener => listener.Port == address.Port))
        {
            s_settled.TryRemove(address.Port, out _);
            throw new HttpRequestException($"Nobody listens at {address}.");
        }
        if (s_settled.TryAdd(address.Port, true))
            await Task.Delay(s_settling);
    }
}
