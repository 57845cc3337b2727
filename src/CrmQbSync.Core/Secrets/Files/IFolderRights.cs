namespace CrmQbSync.Secrets;

/// <summary>Says who may use a folder, beside those who may anyway.</summary>
internal interface IFolderRights
{
    /// <summary>Lets accounts read and replace the files of a folder.</summary>
    /// <exception cref="SyncException">InputInvalid for a name that is no account's, or that stands for everybody.</exception>
    void Allow(string folder, IReadOnlyList<string> accounts);

    /// <summary>Whose a folder is, if it is neither the administrators' nor the current user's: whoever owns a folder can let himself in. Else null.</summary>
    string? Stranger(string folder);
}
