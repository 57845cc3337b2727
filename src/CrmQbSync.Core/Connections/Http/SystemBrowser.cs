using System.ComponentModel;
using System.Diagnostics;

namespace CrmQbSync.Connections.Http;

/// <summary>The browser that the user's system opens pages with.</summary>
internal sealed class SystemBrowser : IBrowser
{
    /// <inheritdoc/>
    public bool TryOpen(Uri address)
    {
        if (!HasScreen())
            return false;
        try
        {
            using var process = Process.Start(StartOf(address));
            return true;
        }
        catch (Exception exception) when (exception is Win32Exception or FileNotFoundException or PlatformNotSupportedException)
        {
            // No program opens pages here: the caller then shows the address.
            return false;
        }
    }

    /// <summary>The address holds no secret: client id, scopes, and a state that is good once.</summary>
    private static ProcessStartInfo StartOf(Uri address)
    {
        if (OperatingSystem.IsWindows())
            return new ProcessStartInfo(address.AbsoluteUri) { UseShellExecute = true };
        var start = new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(address.AbsoluteUri);
        return start;
    }

    /// <summary>On a Linux server without a screen, xdg-open may start a browser in text mode that takes the terminal.</summary>
    private static bool HasScreen() =>
        !OperatingSystem.IsLinux()
        || Environment.GetEnvironmentVariable("DISPLAY") is { Length: > 0 }
        || Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is { Length: > 0 };
}
