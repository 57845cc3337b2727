namespace CrmQbSync.Profiles;

/// <summary>Reads, finds and writes profiles.</summary>
public interface IProfileStore
{
    /// <summary>Reads and checks a profile by path.</summary>
    /// <exception cref="SyncException">ProfileNotFound; ProfileInvalid with every fault at once; SecretMissing for a variable or secret that is not set.</exception>
    SyncProfile Read(string path);

    /// <summary>
    /// The full path that a name or path means: an existing file; else NAME.yaml in <paramref name="currentFolder"/>; else in <c>profiles/</c> under CRMQBSYNC_HOME.
    /// </summary>
    /// <exception cref="SyncException">ProfileNotFound, naming the places that were looked at.</exception>
    string Find(string nameOrPath, string currentFolder);

    /// <summary>The profiles in those two places, by path; used by completion and Get-ContactSyncProfile.</summary>
    IEnumerable<string> List(string currentFolder);

    /// <summary>Writes a commented starter profile and gives its full path.</summary>
    /// <exception cref="SyncException">OutputFailed; InputInvalid for a connection or preset that does not exist.</exception>
    string Create(StarterProfile starter);
}
