using System.Runtime.Versioning;

namespace CrmQbSync.Secrets;

/// <summary>Folders of mode 0700 and files of mode 0600 that belong to the current user.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class UnixPrivateFiles(IFileOwners owners) : IPrivateFiles
{
    private const UnixFileMode FileMode0600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode0700 = FileMode0600 | UnixFileMode.UserExecute;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <inheritdoc/>
    public void PrepareFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            if (Path.GetDirectoryName(folder) is { Length: > 0 } parent)
                Directory.CreateDirectory(parent);
            Directory.CreateDirectory(folder, FolderMode0700);
        }
        Check(folder, "0700", "chmod 700");
    }

    /// <inheritdoc/>
    public void Check(string file) => Check(file, "0600", "chmod 600");

    /// <inheritdoc/>
    public FileStream Open(string file, FileMode mode, FileAccess access, FileShare share) => new(file, new FileStreamOptions
    {
        Mode = mode,
        Access = access,
        Share = share,
        UnixCreateMode = FileMode0600,
    });

    /// <inheritdoc/>
    public void Flush(string folder) => owners.Flush(folder);

    private void Check(string path, string wanted, string command)
    {
        if (!owners.IsMine(path))
        {
            throw new SyncException(
                SyncErrorId.SecretStoreFailed,
                $"'{path}' belongs to somebody else, so it is not used for secrets.",
                "Run as the account that owns it, or set CRMQBSYNC_HOME to a folder of your own.")
            {
                Subject = path,
            };
        }
        if ((File.GetUnixFileMode(path) & Others) == UnixFileMode.None)
            return;
        throw new SyncException(
            SyncErrorId.SecretStoreFailed,
            $"Others have rights on '{path}', so it is not used for secrets; its mode should be {wanted}.",
            $"If nobody has seen it: {command} '{path}'. Else remove it, and set the secrets anew.")
        {
            Subject = path,
        };
    }
}
