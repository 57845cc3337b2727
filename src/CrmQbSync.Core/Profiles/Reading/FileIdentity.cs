using CrmQbSync.Files;

namespace CrmQbSync.Profiles;

/// <summary>Tells whether two paths are one file, however they are written: through links (hard ones on Linux and macOS only), and without regard to case where the system has none.</summary>
internal static class FileIdentity
{
    // More links in one path than any system follows.
    private const int MaxLinks = 40;

    private static readonly StringComparison s_comparison =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>Whether two full paths are one file. It need not exist.</summary>
    public static bool AreSame(string path, string other)
    {
        var (one, two) = (Real(path), Real(other));
        return one.Equals(two, s_comparison)
            || (UnixFileStatus.Find(one) is { Number: not 0 } status && UnixFileStatus.Find(two) is { } second
                && (status.Device, status.Number) == (second.Device, second.Number));
    }

    /// <summary>Whether a path leads to a pipe, a socket or a device: to open one may wait for ever.</summary>
    public static bool IsPipeOrDevice(string path) => UnixFileStatus.Find(Real(path)) is { IsSpecial: true };

    /// <summary>The path without links.</summary>
    public static string Real(string path)
    {
        var links = 0;
        return Real(Path.GetFullPath(path), ref links);
    }

    private static string Real(string path, ref int links)
    {
        var root = Path.GetPathRoot(path) ?? "";
        var real = root;
        foreach (var part in path[root.Length..].Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(real, part);
            // A folder's links are followed too: two paths to one file may differ anywhere.
            if (links < MaxLinks && new FileInfo(next).LinkTarget is { } target)
            {
                links++;
                next = Real(Path.GetFullPath(target, real), ref links);
            }
            real = next;
        }
        return real;
    }
}
