namespace CrmQbSync.Secrets;

/// <summary>Files that only their owners may read. One implementation a kind of system.</summary>
internal interface IPrivateFiles
{
    /// <summary>Makes a folder if it is not there, and makes sure that nobody else can look into it.</summary>
    /// <exception cref="SyncException">SecretStoreFailed if others can, or it belongs to somebody else.</exception>
    void PrepareFolder(string folder);

    /// <summary>Makes sure that nobody else can read a file that exists.</summary>
    /// <exception cref="SyncException">SecretStoreFailed if others can, or it belongs to somebody else.</exception>
    void Check(string file);

    /// <summary>Opens a file, made if it is not there, so that nobody else could ever read it.</summary>
    FileStream Open(string file, FileMode mode, FileAccess access, FileShare share);

    /// <summary>Makes the names in a folder lasting, after one of them was replaced.</summary>
    void Flush(string folder);
}
