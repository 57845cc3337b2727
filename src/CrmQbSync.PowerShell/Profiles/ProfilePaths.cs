using System.Management.Automation;
using CrmQbSync.Profiles;

namespace CrmQbSync;

/// <summary>Turns what users write for a path into a full path, as PowerShell understands it: its own location and drives, not the process's.</summary>
internal static class ProfilePaths
{
    private static readonly char[] PathMarks = ['/', '\\', ':', '~'];

    /// <summary>PowerShell's current folder in the file system.</summary>
    public static string CurrentFolder(SessionState session) => session.Path.CurrentFileSystemLocation.ProviderPath;

    /// <summary>The full path of a file that may not exist yet.</summary>
    /// <exception cref="SyncException">The path is not one in the file system.</exception>
    public static string FullPath(SessionState session, string path)
    {
        try
        {
            var full = session.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            if (provider.Name == "FileSystem")
                return full;
        }
        catch (Exception exception) when (exception is SessionStateException or ProviderInvocationException or PSArgumentException)
        {
            throw NoFile(path, exception);
        }
        throw NoFile(path, null);
    }

    /// <summary>The full path of the profile that a name or path means.</summary>
    public static string Find(SessionState session, IProfileStore store, string? nameOrPath)
    {
        if (string.IsNullOrWhiteSpace(nameOrPath))
        {
            throw new SyncException(
                SyncErrorId.ProfileNotFound, "No profile was named.", "Name one with -Profile: the path of its file, or its name.");
        }
        var isPath = nameOrPath.IndexOfAny(PathMarks) >= 0;
        return store.Find(isPath ? FullPath(session, nameOrPath) : nameOrPath, CurrentFolder(session));
    }

    /// <summary>Whether two full paths name the same file.</summary>
    public static bool AreSame(string one, string other) =>
        one.Equals(other, OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    private static SyncException NoFile(string path, Exception? inner) =>
        new(SyncErrorId.ProfileNotFound, $"'{path}' is not a path in the file system.", "Give the path of the profile's file, or its name.", inner)
        {
            Subject = path,
        };
}
