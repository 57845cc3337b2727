using System.Runtime.InteropServices;
using System.Text;

namespace CrmQbSync.Files;

/// <summary>Whose a file is on Linux and macOS, which .NET cannot set.</summary>
internal static class UnixFileOwner
{
    private const uint Same = uint.MaxValue;

    /// <summary>
    /// Makes a file belong to the owner and the group of another one, as far as this user may: root may give files away, others share them with the groups
    /// that they are in. Never through a link, that somebody may have put in the place of the file.
    /// </summary>
    public static void Copy(string from, string to)
    {
        if (UnixFileStatus.Find(from) is not { } wanted || UnixFileStatus.Find(to) is not { } own || (wanted.Owner, wanted.Group) == (own.Owner, own.Group))
            return;
        var name = Encoding.UTF8.GetBytes(to + '\0');
        if (Change(name, wanted.Owner, wanted.Group) != 0)
            _ = Change(name, Same, wanted.Group);
    }

    [DllImport("libc", EntryPoint = "lchown")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Change(byte[] path, uint owner, uint group);
}
