namespace CrmQbSync.Secrets;

/// <summary>Chooses by system.</summary>
internal static class PrivateFiles
{
    /// <summary>Files of the current user.</summary>
    public static IPrivateFiles OfUser() => OperatingSystem.IsWindows() ? new WindowsUserFiles() : new UnixPrivateFiles(new UnixOwners());
}
