namespace CrmQbSync.Files;

/// <summary>What the error numbers of the systems' file calls mean.</summary>
internal static class FileFaults
{
    private const int WindowsSharingViolation = 32;
    private const int WindowsLockViolation = 33;
    private const int WindowsHandleDiskFull = 39;
    private const int WindowsDiskFull = 112;
    // What ReplaceFile gives where either file is held.
    private const int WindowsFirstCannotReplace = 1175;
    private const int WindowsLastCannotReplace = 1177;
    private const int UnixNoSpace = 28;
    private const int UnixReadOnly = 30;
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int LinuxQuota = 122;
    private const int MacQuota = 69;

    /// <summary>Whether another program holds the file. On other systems than Windows no program keeps others from a file.</summary>
    public static bool IsHeld(IOException exception) => IsHeld(exception, OperatingSystem.IsWindows());

    /// <summary>Whether another process of ours holds the file, which .NET keeps from sharing on every system.</summary>
    public static bool IsHeldByUs(IOException exception) => OperatingSystem.IsWindows()
        ? IsHeld(exception)
        : exception.HResult is LinuxWouldBlock or MacWouldBlock;

    /// <summary>Whether there is no room on the disk, or none left to this user.</summary>
    public static bool IsFull(IOException exception) => OperatingSystem.IsWindows()
        ? WindowsNumber(exception) is WindowsDiskFull or WindowsHandleDiskFull
        : exception.HResult is UnixNoSpace or LinuxQuota or MacQuota;

    /// <summary>Whether the drive can only be read. Windows denies access then, as to any file that may not be written.</summary>
    public static bool IsReadOnlyDrive(IOException exception) => !OperatingSystem.IsWindows() && exception.HResult == UnixReadOnly;

    internal static bool IsHeld(IOException exception, bool isWindows) => isWindows
        && (WindowsNumber(exception) is WindowsSharingViolation or WindowsLockViolation or (>= WindowsFirstCannotReplace and <= WindowsLastCannotReplace));

    private static int WindowsNumber(IOException exception) => exception.HResult & 0xFFFF;
}
