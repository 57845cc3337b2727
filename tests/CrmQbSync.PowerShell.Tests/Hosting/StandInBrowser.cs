
namespace CrmQbSync.PowerShell.Tests.Hosting;

/// <summary>
/// Stands in for the program that opens pages, and for the person at the browser: a child shell that has it first in its path tells it each page, and each is
/// visited once. Only on Linux a program of ours can stand in.
/// </summary>
internal sealed class StandInBrowser(string folder) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly HttpClient _client = new(new HttpClientHandler { AllowAutoRedirect = false });

    /// <summary>The variables that a child shell needs to find it.</summary>
    public IReadOnlyDictionary<string, string> Install()
    {
        var program = Path.Combine(folder, "xdg-open");
        File.WriteAllText(program, "#!/bin/sh\nprintf '%s\\n' \"$1\" >> \"$T_PAGES\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new Dictionary<string, string>
        {
            ["PATH"] = $"{folder}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}",
            ["DISPLAY"] = ":99",
            ["T_PAGES"] = Pages,
        };
    }

    /// <summary>Does one thing with each page that is opened.</summary>
    public async Task VisitAsync(params Func<Uri, Task>[] visits)
    {
        using var patience = new CancellationTokenSource(s_patience);
        for (var visit = 0; visit < visits.Length; visit++)
        {
            string[] opened;
            while ((opened = File.Exists(Pages) ? await File.ReadAllLinesAsync(Pages, patience.Token) : []).Length <= visit)
                await Task.Delay(20, patience.Token);
            await visits[visit](new Uri(opened[visit]));
        }
    }

    /// <summary>Where the consent page sends the browser.</summary>
    public async Task<Uri> ConsentAsync(Uri page)
    {
        using var consent = await _client.GetAsync(page);
        return consent.Headers.Location ?? throw new InvalidOperationException($"The page answers {consent.StatusCode}.");
    }

    /// <summary>What an address answers.</summary>
    public async Task<(int Status, string Page)> LookAsync(Uri address)
    {
        using var shown = await _client.GetAsync(address);
        return ((int)shown.StatusCode, await shown.Content.ReadAsStringAsync());
    }

    /// <summary>Makes sure that nobody listens at an address any more. A listener that is just about to close may take a connection and leave it.</summary>
    public async Task AssertIsGoneAsync(Uri address)
    {
        for (var look = 0; look < 20; look++)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            try
            {
                using var shown = await _client.GetAsync(address, patience.Token);
            }
            catch (HttpRequestException)
            {
                return;
            }
            catch (OperationCanceledException)
            {
                // The next look tells.
            }
        }
        Assert.Fail($"Somebody still listens at {address}.");
    }

    /// <summary>Makes sure that no file of the folder holds a secret; the stand-in's own hold what a browser's history would.</summary>
    public void AssertHoldsNoneElsewhere(IEnumerable<string> secrets)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) is not ("pages" or "ended")))
        {
            var text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file));
            Assert.All(secrets, secret => Assert.False(text.Contains(secret, StringComparison.Ordinal), file));
        }
    }

    public void Dispose() => _client.Dispose();

    private string Pages => Path.Combine(folder, "pages");
}
