namespace CrmQbSync.Bench.Measuring;

/// <summary>The modules that are imported: ours as it is laid out, and one with a single cmdlet that does nothing.</summary>
internal static class Modules
{
    /// <summary>The manifest of CrmQbSync in the folder that the build lays out.</summary>
    public static string Ours { get; } = FindOurs();

    /// <summary>The empty module.</summary>
    public static string Empty { get; } = Path.Combine(AppContext.BaseDirectory, "empty", "CrmQbSync.EmptyModule.dll");

    private static string FindOurs()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var manifest = Path.Combine(folder.FullName, "out", "CrmQbSync", "CrmQbSync.psd1");
            if (File.Exists(manifest))
                return manifest;
        }
        throw new FileNotFoundException("The module is not built: there is no out/CrmQbSync.");
    }
}
