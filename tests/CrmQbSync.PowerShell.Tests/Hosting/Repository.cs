using System.Reflection;

namespace CrmQbSync.PowerShell.Tests.Hosting;

/// <summary>Where the things under test lie.</summary>
internal static class Repository
{
    public static string Root { get; } = Metadata("Root");

    /// <summary>The module as users get it.</summary>
    public static string Module { get; } = Path.Combine(Root, "out", "CrmQbSync");

    public static string Manifest { get; } = Path.Combine(Module, "CrmQbSync.psd1");

    public static string Shell { get; } = Path.Combine(Root, "src", "CrmQbSync.Shell", "bin", Metadata("Configuration"), "net10.0", "crmqbsync.dll");

    public static string Configuration { get; } = Metadata("Configuration");

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
