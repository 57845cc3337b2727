namespace CrmQbSync.Shell;

/// <summary>Finds the module that the shell imports.</summary>
internal static class ModuleLocator
{
    private const string Manifest = "CrmQbSync.psd1";

    public const string NotFound =
        "The CrmQbSync module was not found. Build it with 'dotnet build -c Release', or set CRMQBSYNC_MODULE to the folder that holds CrmQbSync.psd1.";

    /// <summary>The full path of the module's manifest; null if there is none.</summary>
    public static string? Find(Func<string, string?> environment, string baseFolder)
    {
        if (environment("CRMQBSYNC_MODULE") is { Length: > 0 } named)
        {
            var path = Path.GetFullPath(named.EndsWith(".psd1", StringComparison.OrdinalIgnoreCase) ? named : Path.Combine(named, Manifest));
            return File.Exists(path) ? path : null;
        }
        for (var folder = new DirectoryInfo(baseFolder); folder is not null; folder = folder.Parent)
        {
            string[] candidates = [Path.Combine(folder.FullName, "CrmQbSync", Manifest), Path.Combine(folder.FullName, "out", "CrmQbSync", Manifest)];
            if (candidates.FirstOrDefault(File.Exists) is { } found)
                return found;
        }
        return null;
    }
}
