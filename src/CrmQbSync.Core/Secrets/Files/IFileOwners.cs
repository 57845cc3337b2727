namespace CrmQbSync.Secrets;

/// <summary>Whose files are.</summary>
internal interface IFileOwners
{
    /// <summary>Whether a file or folder (a link: the link itself) belongs to the current user.</summary>
    /// <exception cref="IOException">The system does not say.</exception>
    bool IsMine(string path);

    /// <summary>Makes a folder's entries lasting.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    void Flush(string folder);
}
