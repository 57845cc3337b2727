namespace CrmQbSync.Secrets;

/// <summary>Files of a user on Windows: what they hold is for that user alone (data protection), whoever can read the file.</summary>
internal sealed class WindowsUserFiles : IPrivateFiles
{
    /// <inheritdoc/>
    public void PrepareFolder(string folder) => Directory.CreateDirectory(folder);

    /// <inheritdoc/>
    public void Check(string file)
    {
        // The content is sealed for the user; the file's rights add nothing.
    }

    /// <inheritdoc/>
    public FileStream Open(string file, FileMode mode, FileAccess access, FileShare share) => new(file, mode, access, share);

    /// <inheritdoc/>
    public void Flush(string folder)
    {
        // NTFS writes names with its journal; there is nothing to ask for.
    }
}
