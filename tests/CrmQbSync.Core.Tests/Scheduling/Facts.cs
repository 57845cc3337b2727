using CrmQbSync.Scheduling;

namespace CrmQbSync.Tests.Scheduling;

/// <summary>A machine as a test wants it.</summary>
internal static class Facts
{
    public static SystemFacts Make(string settings, Func<string, bool>? exists = null, string? path = "/usr/bin", string? process = null, string? entry = null, string? home = null) => new()
    {
        Environment = name => name switch
        {
            "XDG_CONFIG_HOME" => settings,
            "PATH" => path,
            "CRMQBSYNC_HOME" => home,
            _ => null,
        },
        UserName = "ann",
        Home = settings,
        Exists = exists ?? (_ => false),
        IsWindows = false,
        ProcessPath = process,
        EntryAssembly = entry,
    };
}
