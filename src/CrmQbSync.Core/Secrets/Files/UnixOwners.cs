using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace CrmQbSync.Secrets;

/// <summary>Asks Linux and macOS, whose answers .NET does not give: the owner of a file, and a folder's entries on disk.</summary>
internal sealed class UnixOwners : IFileOwners
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint WantsOwner = 0x8; // STATX_UID
    private const int LinuxOwnerOffset = 20; // stx_uid in struct statx, the same on every architecture
    private const int MacOwnerOffset = 16; // st_uid in struct stat with 64-bit inodes
    private const int BufferSize = 512;

    /// <inheritdoc/>
    public bool IsMine(string path)
    {
        var buffer = new byte[BufferSize];
        var name = NameOf(path);
        var (result, offset) = OperatingSystem.IsMacOS()
            ? (RuntimeInformation.ProcessArchitecture == Architecture.X64 ? MacIntelStatus(name, buffer) : MacStatus(name, buffer), MacOwnerOffset)
            : (LinuxStatus(CurrentFolder, name, NoFollow, WantsOwner, buffer), LinuxOwnerOffset);
        if (result != 0)
            throw Failure(path);
        var owner = BitConverter.IsLittleEndian
            ? BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(offset))
            : BinaryPrimitives.ReadUInt32BigEndian(buffer.AsSpan(offset));
        return owner == UserId();
    }

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

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int LinuxStatus(int folder, byte[] path, int flags, uint mask, byte[] buffer);

    [DllImport("libc", EntryPoint = "lstat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MacStatus(byte[] path, byte[] buffer);

    [DllImport("libc", EntryPoint = "lstat$INODE64", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MacIntelStatus(byte[] path, byte[] buffer);

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
