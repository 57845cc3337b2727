namespace CrmQbSync.Profiles;

/// <summary>The folder of everything that belongs to a user rather than to a profile: CRMQBSYNC_HOME, else <c>CrmQbSync</c> in the platform's folder of settings.</summary>
internal static class HomeFolder
{
    /// <summary>Its full path, whether it exists or not; null where the system has no place for settings.</summary>
    public static string? Find(Func<string, string?> environment)
    {
        if (environment("CRMQBSYNC_HOME") is { Length: > 0 } home)
            return Path.GetFullPath(home);
        var settings = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return settings.Length == 0 ? null : Path.Combine(settings, "CrmQbSync");
    }
}
