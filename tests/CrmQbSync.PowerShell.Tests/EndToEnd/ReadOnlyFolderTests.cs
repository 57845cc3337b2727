#if !WINDOWS
using System.Text;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.EndToEnd;

/// <summary>Folders that can be read and not written: one error that names the file, and nothing is lost.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ReadOnlyFolderTests : IDisposable
{
    private readonly RefusalBench _bench = new();

    private string Locked => _bench.Session.PathOf("locked");

    public ReadOnlyFolderTests()
    {
        Directory.CreateDirectory(Locked);
        _bench.Write("run.ps1", "try { (Invoke-ContactSync \"$PSScriptRoot/acme.yaml\").Status } catch { $_.FullyQualifiedErrorId; \"$_\"; $_.ErrorDetails.RecommendedAction }");
    }

    public void Dispose()
    {
        Set(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _bench.Dispose();
    }

    [Fact]
    public async Task A_file_in_a_folder_that_cannot_be_written_is_OutputFailed_and_as_it_was()
    {
        File.Move(_bench.Session.PathOf("qb.csv"), Path.Combine(Locked, "qb.csv"));
        _bench.Write("acme.yaml", "mode: Export\ncrm: { type: Csv, path: crm.csv }\nqb: { type: Csv, path: locked/qb.csv }\n");
        var before = await File.ReadAllBytesAsync(Path.Combine(Locked, "qb.csv"));
        Close();

        await RefusesAsync("OutputFailed", "qb.csv", "read-only");
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(Locked, "qb.csv")));
        Assert.Equal(["qb.csv"], Directory.GetFiles(Locked).Select(Path.GetFileName));

        await GoesOnAsync();
        Assert.Contains("bob@example.com", Encoding.UTF8.GetString(await File.ReadAllBytesAsync(Path.Combine(Locked, "qb.csv"))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_state_in_a_folder_that_cannot_be_written_is_told_before_anything_is_written(bool isThere)
    {
        _bench.Write("acme.yaml", RefusalBench.Sides + "state: { path: locked/acme.db }\n");
        if (isThere)
            _bench.Run();
        _bench.Write("crm.csv", "Id,Email,LastName,Notes\n1,ann@example.com,Ames,called\n2,bob@example.com,Bell,edited\n3,cy@example.com,Cole,\n");
        var before = (Crm: _bench.Read("crm.csv"), Qb: _bench.Read("qb.csv"));
        Close();

        await RefusesAsync("State", "acme.db");
        Assert.Equal(before.Crm, _bench.Read("crm.csv"));
        Assert.Equal(before.Qb, _bench.Read("qb.csv"));

        await GoesOnAsync();
        Assert.Contains("cy@example.com", Encoding.UTF8.GetString(_bench.Read("qb.csv")), StringComparison.Ordinal);
    }

    private async Task RefusesAsync(string id, params string[] named)
    {
        var result = await ChildShell.RunWithoutPrivilegeAsync(_bench.Session.PathOf("run.ps1"));

        Assert.StartsWith(id, result.Lines[0], StringComparison.Ordinal);
        Assert.All(named, name => Assert.Contains(name, result.Lines[1], StringComparison.Ordinal));
        Assert.Equal(3, result.Lines.Count);
    }

    private async Task GoesOnAsync()
    {
        Set(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal(["Succeeded"], (await ChildShell.RunWithoutPrivilegeAsync(_bench.Session.PathOf("run.ps1"))).Lines);
    }

    private void Close() => Set(UnixFileMode.UserRead | UnixFileMode.UserExecute);

    private void Set(UnixFileMode mode)
    {
        foreach (var file in Directory.GetFiles(Locked))
            File.SetUnixFileMode(file, mode);
        File.SetUnixFileMode(Locked, mode);
    }
}
#endif
