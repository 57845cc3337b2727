namespace CrmQbSync.Tests.Reporting.Browser;

/// <summary>The browser of this machine, if it has one.</summary>
internal static class Chromium
{
    /// <summary>Its program; null if there is none. CRMQBSYNC_TEST_BROWSER names one that lies elsewhere.</summary>
    public static string? Program { get; } = new[]
    {
        Environment.GetEnvironmentVariable("CRMQBSYNC_TEST_BROWSER"),
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    }.FirstOrDefault(File.Exists);

    /// <summary>
    /// Headless, and quiet on the network. Within a container there is no sandbox to be had; the only page shown is our own.
    /// </summary>
    public static string[] Arguments { get; } =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync",
    ];
}
