using System.Runtime.Versioning;

namespace CrmQbSync.Secrets;

/// <summary>Puts the module's own secret store together, as the system needs it.</summary>
internal static class SecretStores
{
    private const string FolderName = "secrets";

    /// <summary>The store under a home folder.</summary>
    /// <param name="home">The home folder; it may not exist yet.</param>
    /// <param name="machineHome">The folder of the machine's secrets on Windows; null where there are none.</param>
    /// <param name="clock">The clock for dates.</param>
    public static FileSecretStore Open(string home, string? machineHome, TimeProvider clock)
    {
        var user = new SecretFile(UserFolder(home), ProtectionOfUser(home), SecretScope.CurrentUser, clock);
        var machine = OperatingSystem.IsWindows() && machineHome is not null ? MachineFile(machineHome, clock) : null;
        return new FileSecretStore(user, machine);
    }

    /// <summary>What seals files for the user.</summary>
    public static IFileProtection ProtectionOfUser(string home) =>
        OperatingSystem.IsWindows() ? new WindowsProtection(SecretScope.CurrentUser) : new KeyFileProtection(UserFolder(home));

    /// <summary>Where the machine's secrets are on Windows: CRMQBSYNC_HOME if it is set, so that tasks of other accounts find them, else the folder of all users.</summary>
    public static string MachineHome(Func<string, string?> environment) =>
        environment("CRMQBSYNC_HOME") is { Length: > 0 } home
            ? Path.GetFullPath(home)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData, Environment.SpecialFolderOption.DoNotVerify), "CrmQbSync");

    [SupportedOSPlatform("windows")]
    private static SecretFile MachineFile(string machineHome, TimeProvider clock)
    {
        var files = new WindowsMachineFiles();
        var folder = new PrivateFolder(Path.Combine(machineHome, "machine-secrets"), files, files);
        return new SecretFile(folder, new WindowsProtection(SecretScope.Machine), SecretScope.Machine, clock);
    }

    private static PrivateFolder UserFolder(string home) => new(Path.Combine(home, FolderName), PrivateFiles.OfUser());
}
