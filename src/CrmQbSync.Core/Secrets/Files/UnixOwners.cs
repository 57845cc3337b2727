using System.Runtime.InteropServices;
using System.Text;
using CrmQbSync.Files;

namespace CrmQbSync.Secrets;

/// <summary>Asks Linux and macOS, whose answers .NET does not give: the owner of a file, and a folder's entries on disk.</summary>
internal sealed class UnixOwners : IFileOwners
{
    /// <inheritdoc/>
    public bool IsMine(string path) => UnixFileStatus.Of(path).Owner == UserId();

    /// <inheritdoc/>
    public void Flush(string folder)
    {
        var handle = OpenFile(NameOf(folder), 0);
        if (handle < 0)
            throw Failure(folder);
        try
        {
            if (SyncFile(handle) != 0)
                throw Failure(folder);
        }
        finally
        {
            _ = CloseFile(handle);
        }
    }

    private static byte[] NameOf(string path) => Encoding.UTF8.GetBytes(path + '\0');

    private static IOException Failure(string path) =>
        new($"the system does not tell about '{path}': {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint UserId();

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenFile(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SyncFile(int handle);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int CloseFile(int handle);
}
