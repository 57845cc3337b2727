namespace CrmQbSync.Profiles;

/// <summary>Where profiles lie: the current folder, and <c>profiles/</c> under CRMQBSYNC_HOME.</summary>
internal sealed class ProfilePlaces(Func<string, string?> environment)
{
    private const string Extension = ".yaml";

    /// <summary>A path made absolute.</summary>
    /// <exception cref="SyncException">ProfileNotFound for what cannot be a path.</exception>
    public static string FullPath(string path, string? folder = null)
    {
        if (string.IsNullOrWhiteSpace(path) || path.Contains('\0', StringComparison.Ordinal))
            throw NotFound($"'{Shown.Text(path)}' is no path of a profile.", "Give the path or the name of a profile.", path);
        return Path.GetFullPath(path, Path.GetFullPath(folder ?? "."));
    }

    /// <summary>The full path that a name or path means.</summary>
    /// <exception cref="SyncException">ProfileNotFound.</exception>
    public string Find(string nameOrPath, string currentFolder)
    {
        var places = new List<string> { FullPath(nameOrPath, currentFolder) };
        var isName = nameOrPath.AsSpan().IndexOfAny('/', '\\') < 0 && !Path.IsPathRooted(nameOrPath);
        if (isName && !HasExtension(nameOrPath))
            places.AddRange(Folders(currentFolder).Select(folder => Path.Combine(folder, nameOrPath + Extension)));
        else if (isName && Home() is { } home)
            places.Add(Path.Combine(home, nameOrPath));
        if (places.FirstOrDefault(File.Exists) is { } found)
            return found;
        if (places.FirstOrDefault(Directory.Exists) is { } directory && places.Count == 1)
            throw NotFound($"'{directory}' is a folder, not a profile.", "Give the path of a profile in it.", directory);
        var meant = NearMiss.Find(Path.GetFileNameWithoutExtension(nameOrPath), List(currentFolder).Select(path => Path.GetFileNameWithoutExtension(path)));
        throw NotFound(
            $"There is no profile '{Shown.Text(nameOrPath)}'; looked for {string.Join(", ", places.Select(place => $"'{place}'"))}.",
            meant is null ? "Check the name or path, or write a profile with New-ContactSyncProfile." : $"'{meant}' may be meant; else write a profile with New-ContactSyncProfile.",
            nameOrPath);
    }

    /// <summary>The profiles of both places, by path.</summary>
    public IEnumerable<string> List(string currentFolder) =>
        Folders(currentFolder)
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*" + Extension, new EnumerationOptions { IgnoreInaccessible = true }))
            .Where(LooksLikeProfile)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

    private static bool HasExtension(string path) =>
        path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether a file has a key that only profiles have: YAML files of other programs lie in the same folders. One that cannot be read is listed, so
    /// that reading it says why.
    /// </summary>
    private static bool LooksLikeProfile(string path)
    {
        try
        {
            if (FileIdentity.IsPipeOrDevice(path) || new FileInfo(path).Length > ProfileText.MaxBytes)
                return false;
            return File.ReadLines(path).Any(line =>
                line.StartsWith("crm:", StringComparison.Ordinal) || line.StartsWith("qb:", StringComparison.Ordinal));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private IEnumerable<string> Folders(string currentFolder)
    {
        yield return Path.GetFullPath(currentFolder);
        if (Home() is { } home && home != Path.GetFullPath(currentFolder))
            yield return home;
    }

    /// <summary>The folder for all; null where the system has no place for settings.</summary>
    private string? Home() => HomeFolder.Find(environment) is { } home ? Path.Combine(home, "profiles") : null;

    private static SyncException NotFound(string message, string advice, string subject) =>
        new(SyncErrorId.ProfileNotFound, message, advice) { Subject = subject };
}
