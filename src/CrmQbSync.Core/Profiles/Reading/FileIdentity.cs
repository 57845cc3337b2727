namespace CrmQbSync.Profiles;

/// <summary>Tells whether two paths are one file, however they are written: through links, and without regard to case where the system has none.</summary>
internal static class FileIdentity
{
    // More links in one path than any system follows.
    private const int MaxLinks = 40;

    private static readonly StringComparison s_comparison =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>Whether two full paths are one file. It need not exist.</summary>
    public static bool AreSame(string path, string other) => Real(path).Equals(Real(other), s_comparison);

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
