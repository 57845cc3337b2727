using System.Runtime.InteropServices;
using System.Text;

namespace CrmQbSync.Files;

/// <summary>What Linux and macOS know of a file and .NET does not tell.</summary>
/// <param name="Owner">The id of its owner.</param>
/// <param name="Group">The id of its group.</param>
/// <param name="IsSpecial">Whether it is neither a file nor a folder nor a link: a pipe, a socket or a device, which may never end or never begin.</param>
/// <param name="Device">The device that holds it.</param>
/// <param name="Number">Its number on the device: two names of one file, which hard links are, share it.</param>
internal sealed record UnixFileStatus(uint Owner, uint Group, bool IsSpecial, ulong Device, ulong Number)
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint BasicStatus = 0x7FF; // STATX_BASIC_STATS
    private const int BufferSize = 512;
    private const int KindMask = 0xF000; // S_IFMT

    /// <summary>The status of what stands at a path, be it a link.</summary>
    /// <exception cref="IOException">The system does not tell.</exception>
    public static UnixFileStatus Of(string path)
    {
        var buffer = new byte[BufferSize];
        var name = Encoding.UTF8.GetBytes(path + '\0');
        var result = !OperatingSystem.IsMacOS() ? LinuxStatus(CurrentFolder, name, NoFollow, BasicStatus, buffer)
            : RuntimeInformation.ProcessArchitecture == Architecture.X64 ? MacIntelStatus(name, buffer)
            : MacStatus(name, buffer);
        if (result != 0)
            throw new IOException($"the system does not tell about '{path}': {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        // struct stat with 64-bit inodes, and struct statx, which is the same on every architecture.
        return OperatingSystem.IsMacOS()
            ? new UnixFileStatus(Read<uint>(buffer, 16), Read<uint>(buffer, 20), IsSpecialKind(Read<ushort>(buffer, 4)), Read<uint>(buffer, 0), Read<ulong>(buffer, 8))
            : new UnixFileStatus(
                Read<uint>(buffer, 20), Read<uint>(buffer, 24), IsSpecialKind(Read<ushort>(buffer, 28)), ((ulong)Read<uint>(buffer, 136) << 32) | Read<uint>(buffer, 140), Read<ulong>(buffer, 32));
    }

    /// <summary>The status of what stands at a path; null if nothing does, where the system does not tell, and on Windows.</summary>
    public static UnixFileStatus? Find(string path)
    {
        if (OperatingSystem.IsWindows() || !Path.Exists(path))
            return null;
        try
        {
            return Of(path);
        }
        catch (Exception exception) when (exception is IOException or TypeLoadException)
        {
            // Gone meanwhile, or a system that lacks the call.
            return null;
        }
    }

    private static bool IsSpecialKind(ushort mode) => (mode & KindMask) is not (0x8000 or 0x4000 or 0xA000);

    private static T Read<T>(byte[] status, int offset)
        where T : struct => MemoryMarshal.Read<T>(status.AsSpan(offset));

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int LinuxStatus(int folder, byte[] path, int flags, uint mask, byte[] buffer);

    [DllImport("libc", EntryPoint = "lstat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MacStatus(byte[] path, byte[] buffer);

    [DllImport("libc", EntryPoint = "lstat$INODE64", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MacIntelStatus(byte[] path, byte[] buffer);
}
