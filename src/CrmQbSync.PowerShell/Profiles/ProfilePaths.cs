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
    public static string FullPath(SessionState session, string path) => FullPath(
        session, path, inner => NoFile(SyncErrorId.ProfileNotFound, path, "Give the path of the profile's file, or its name.", inner));

    /// <summary>The full path of a file that is to be written.</summary>
    /// <exception cref="SyncException">OutputFailed: the path is not one in the file system.</exception>
    public static string OutputPath(SessionState session, string path) => FullPath(
        session, path, inner => NoFile(SyncErrorId.OutputFailed, path, "Give the path of the file to be written.", inner));

    private static string FullPath(SessionState session, string path, Func<Exception?, SyncException> fault)
    {
        try
        {
            var full = session.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            if (provider.Name == "FileSystem")
                return full;
        }
        catch (Exception exception) when (exception is SessionStateException or ProviderInvocationException or PSArgumentException)
        {
            throw fault(exception);
        }
        throw fault(null);
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

    private static SyncException NoFile(SyncErrorId id, string path, string advice, Exception? inner) =>
        new(id, $"'{path}' is not a path in the file system.", advice, inner)
        {
            Subject = path,
        };
}
