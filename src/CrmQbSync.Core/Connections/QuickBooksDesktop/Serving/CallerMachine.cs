using System.Net;
using System.Net.Sockets;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>Which machine a call comes from.</summary>
/// <param name="Peer">The machine at the other end of the connection; of an IPv6 network, the network: its machines have any number of addresses.</param>
/// <param name="Origin">The machine that called; another one than the peer where that is a reverse proxy on this machine.</param>
internal sealed record CallerMachine(string Peer, string Origin)
{
    private const int LongestName = 64;

    /// <summary>Whether whoever calls sits at this machine. Behind a proxy everybody seems to; the proxy says who does not.</summary>
    public static bool IsHere(HttpListenerRequest request) => request.IsLocal && request.Headers["X-Forwarded-For"] is null && request.Headers["Forwarded"] is null;

    /// <summary>The caller of a request.</summary>
    public static CallerMachine Of(HttpListenerRequest request)
    {
        var peer = request.RemoteEndPoint?.Address is { } address ? NameOf(address) : "";
        // What a proxy says of the caller counts only where the proxy is ours; each adds its own caller at the end.
        return request.IsLocal && request.Headers["X-Forwarded-For"] is { Length: > 0 } forwarded
            ? new CallerMachine(peer, $"{peer} for {NameOf(forwarded[(forwarded.LastIndexOf(',') + 1)..].Trim())}")
            : new CallerMachine(peer, peer);
    }

    private static string NameOf(string forwarded) => IPEndPoint.TryParse(forwarded, out var caller)
        ? NameOf(caller.Address)
        : forwarded.Length <= LongestName ? forwarded : forwarded[..LongestName];

    private static string NameOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4().ToString();
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address))
            return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes).ToString();
    }
}
