namespace CrmQbSync.State.Sqlite;

/// <summary>Tells whether a folder is on another machine: SQLite's locks cannot be relied on there (rule 8.2).</summary>
internal static class NetworkPaths
{
    private static readonly string[] NetworkFileSystems =
    [
        "nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afs", "ncpfs", "coda", "ceph", "lustre", "gpfs", "beegfs", "davfs", "glusterfs",
        "fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.davfs2", "fuse.glusterfs", "fuse.ceph", "fuse.gvfsd-fuse", "fuse.smbnetfs", "fuse.curlftpfs",
    ];

    /// <summary>What kind of network path a folder is on; null if it is on this machine.</summary>
    public static string? Find(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            if (IsShare(folder))
                return "a network share";
            return DriveOf(folder) is { } letter && new DriveInfo(letter).DriveType == DriveType.Network ? "a network drive" : null;
        }
        // On other systems a drive is whatever the path is on.
        var drive = new DriveInfo(folder);
        if (drive.DriveType == DriveType.Network)
            return drive.DriveFormat;
        const string mounts = "/proc/self/mountinfo";
        if (!OperatingSystem.IsLinux() || !File.Exists(mounts))
            return null;
        return FileSystemOf(WithoutLinks(folder), File.ReadLines(mounts)) is { } type && NetworkFileSystems.Contains(type) ? type : null;
    }

    /// <summary>Whether a Windows path names a share: \\server\share, also as \\?\UNC\server\share; but not \\?\C:\ or \\.\C:\.</summary>
    public static bool IsShare(string path)
    {
        var normal = path.Replace('/', '\\');
        if (!normal.StartsWith(@"\\", StringComparison.Ordinal))
            return false;
        var device = normal.StartsWith(@"\\?\", StringComparison.Ordinal) || normal.StartsWith(@"\\.\", StringComparison.Ordinal);
        return !device || normal[4..].StartsWith(@"UNC\", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The drive of a Windows path, also of \\?\C:\; null if the path names none by its letter.</summary>
    public static string? DriveOf(string path)
    {
        var normal = path.Replace('/', '\\');
        var plain = normal.StartsWith(@"\\?\", StringComparison.Ordinal) || normal.StartsWith(@"\\.\", StringComparison.Ordinal) ? normal[4..] : normal;
        return plain.Length >= 2 && char.IsAsciiLetter(plain[0]) && plain[1] == ':' ? plain[..2] + '\\' : null;
    }

    /// <summary>The file system that a folder is on, from the lines of Linux' mountinfo; null if none fits.</summary>
    public static string? FileSystemOf(string folder, IEnumerable<string> mountinfo)
    {
        string? type = null;
        var longest = -1;
        foreach (var line in mountinfo)
        {
            // 36 35 98:0 /root /mount/point options [fields …] - type source options
            var fields = line.Split(' ');
            var separator = Array.IndexOf(fields, "-");
            if (separator < 6 || separator + 1 >= fields.Length)
                continue;
            var point = Unescape(fields[4]);
            // Of several on one point the last is on top.
            if (point.Length >= longest && Contains(point, folder))
                (type, longest) = (fields[separator + 1], point.Length);
        }
        return type;
    }

    private static bool Contains(string point, string folder) =>
        folder.StartsWith(point, StringComparison.Ordinal)
        && (point.EndsWith('/') || folder.Length == point.Length || folder[point.Length] == '/');

    private static string Unescape(string point) => point
        .Replace(@"\040", " ", StringComparison.Ordinal)
        .Replace(@"\011", "\t", StringComparison.Ordinal)
        .Replace(@"\012", "\n", StringComparison.Ordinal)
        .Replace(@"\134", @"\", StringComparison.Ordinal);

    /// <summary>A folder's own path, whatever links lead to it.</summary>
    private static string WithoutLinks(string folder)
    {
        var real = "/";
        foreach (var name in folder.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(real, name);
            real = new DirectoryInfo(next).ResolveLinkTarget(returnFinalTarget: true) is { } target ? WithoutLinks(target.FullName) : next;
        }
        return real;
    }
}
