namespace CrmQbSync.Secrets;

/// <summary>Says who may use a folder, beside those who may anyway.</summary>
internal interface IFolderRights
{
    /// <summary>Lets accounts read and replace the files of a folder.</summary>
    /// <exception cref="SyncException">InputInvalid for a name that is no account's, or that stands for everybody.</exception>
    void Allow(string folder, IReadOnlyList<string> accounts);
}
