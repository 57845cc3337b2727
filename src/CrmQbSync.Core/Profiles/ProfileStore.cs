namespace CrmQbSync.Profiles;

/// <summary>Profiles as YAML files.</summary>
public sealed class ProfileStore : IProfileStore
{
    private readonly Func<string, string?> _environment;
    private readonly ProfilePlaces _places;

    /// <summary>A store.</summary>
    /// <param name="environment">Where variables come from; null for the process's environment.</param>
    public ProfileStore(Func<string, string?>? environment = null)
    {
        _environment = environment ?? Environment.GetEnvironmentVariable;
        _places = new ProfilePlaces(_environment);
    }

    /// <inheritdoc/>
    public SyncProfile Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new ProfileReader(ProfilePlaces.FullPath(path), _environment).Read();
    }

    /// <inheritdoc/>
    public string Find(string nameOrPath, string currentFolder)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        ArgumentNullException.ThrowIfNull(currentFolder);
        return _places.Find(nameOrPath, currentFolder);
    }

    /// <inheritdoc/>
    public IEnumerable<string> List(string currentFolder)
    {
        ArgumentNullException.ThrowIfNull(currentFolder);
        return _places.List(currentFolder);
    }

    /// <inheritdoc/>
    public string Create(StarterProfile starter)
    {
        ArgumentNullException.ThrowIfNull(starter);
        return StarterWriter.Write(starter);
    }
}
