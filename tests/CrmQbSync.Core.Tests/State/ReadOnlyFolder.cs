using System.Runtime.InteropServices;
using System.Security.AccessControl;
using System.Security.Principal;

namespace CrmQbSync.Tests.State;

/// <summary>Takes the right to write a folder and its files away from this thread until it is disposed.</summary>
internal sealed class ReadOnlyFolder : IDisposable
{
    private const uint Nobody = 65534;

    private readonly DirectoryInfo _folder;

    public ReadOnlyFolder(DirectoryInfo folder)
    {
        _folder = folder;
        if (OperatingSystem.IsWindows())
        {
            var security = folder.GetAccessControl();
            security.AddAccessRule(new FileSystemAccessRule(
                WindowsIdentity.GetCurrent().User!, FileSystemRights.Write | FileSystemRights.DeleteSubdirectoriesAndFiles,
                InheritanceFlags.ObjectInherit | InheritanceFlags.ContainerInherit, PropagationFlags.None, AccessControlType.Deny));
            folder.SetAccessControl(security);
            return;
        }
        Set(UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        // Modes do not hold root back; on Linux a thread can be another user to the file system alone.
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess)
            _ = setfsuid(Nobody);
    }

    public void Dispose()
    {
        if (OperatingSystem.IsWindows())
        {
            var security = _folder.GetAccessControl();
            security.PurgeAccessRules(WindowsIdentity.GetCurrent().User!);
            _folder.SetAccessControl(security);
            return;
        }
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess)
            _ = setfsuid(0);
        Set(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [DllImport("libc")]
    private static extern int setfsuid(uint user);

    private void Set(UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
            return;
        foreach (var file in _folder.GetFiles())
            file.UnixFileMode = mode;
        _folder.UnixFileMode = mode;
    }
}
