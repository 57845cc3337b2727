using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.EndToEnd;

/// <summary>
/// Runs on a disk that gives no more room. The limit is the one on the size of files (ulimit -f), which every write beyond it meets as it would a full disk.
/// </summary>
public sealed class LimitedDiskTests : IDisposable
{
    private const int Contacts = 400;
    private readonly string _folder = Directory.CreateTempSubdirectory("crmqbsync-disk-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(40, "nothing")]
    [InlineData(600, "Failed")]
    public async Task A_disk_that_is_full_for_the_state_is_StateFailed_and_the_next_run_goes_on(int kibibytes, string status)
    {
        Lay(notes: new string('n', 200), unmapped: "");

        var full = await RunAsync(kibibytes);

        Assert.Contains("StateFailed,CrmQbSync", full.Output, StringComparison.Ordinal);
        Assert.Contains("acme.state.db", full.Output, StringComparison.Ordinal);
        Assert.Equal(status, full.Lines.First(line => line.StartsWith("status ", StringComparison.Ordinal))["status ".Length..]);
        Assert.Equal(status == "nothing" ? 0 : Contacts, Customers().Count);
        await GoesOnAsync();
    }

    /// <summary>Wherever the room ends, what is there is whole, and with room again the work is finished once.</summary>
    [Fact]
    public async Task Wherever_the_room_ends_nothing_is_lost_and_nothing_comes_twice()
    {
        var ends = new HashSet<string>();
        foreach (var kibibytes in new[] { 24, 72, 120, 184, 248, 376, 504, 568 })
        {
            Directory.Delete(_folder, recursive: true);
            Directory.CreateDirectory(_folder);
            Lay(notes: new string('n', 200), unmapped: "");
            var contacts = await File.ReadAllBytesAsync(Path.Combine(_folder, "crm.csv"));

            var run = await RunAsync(kibibytes);

            var error = run.Lines.FirstOrDefault(line => line.EndsWith("Command", StringComparison.Ordinal))?.Split(',')[0];
            Assert.True(error is null or "StateFailed" or "OutputFailed", $"{kibibytes}: {run.Output}");
            Assert.Equal(error is null, run.Lines.Contains("status Succeeded"));
            ends.Add($"{error} {Customers().Count > 0}");
            Assert.Contains(Customers().Count, new[] { 0, Contacts });
            using var session = new ModuleSession();
            var path = Path.Combine(_folder, "acme.yaml");
            Assert.Equal(["Succeeded"], session.Run("(Invoke-ContactSync $args[0]).Status", path).Texts);
            Assert.Equal(Contacts, Customers().Distinct().Count());
            Assert.Equal(Contacts, Customers().Count);
            Assert.Equal(["0"], session.Run("(Invoke-ContactSync $args[0]).QbCreated", path).Texts);
            Assert.Equal(contacts, await File.ReadAllBytesAsync(Path.Combine(_folder, "crm.csv")));
        }
        // Before the customers were written, and after.
        Assert.Contains("StateFailed False", ends);
        Assert.Contains("StateFailed True", ends);
    }

    [Fact]
    public async Task A_disk_that_is_full_for_a_file_is_OutputFailed_and_leaves_it_as_it_was()
    {
        Lay(notes: "", unmapped: new string('x', 2_000_000));
        var before = await File.ReadAllBytesAsync(Path.Combine(_folder, "qb.csv"));

        var full = await RunAsync(1_500);

        Assert.Contains("OutputFailed,CrmQbSync", full.Output, StringComparison.Ordinal);
        Assert.Contains("qb.csv", full.Output, StringComparison.Ordinal);
        Assert.Contains("status Failed", full.Lines);
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(_folder, "qb.csv")));
        Assert.Equal(["acme.state.db", "acme.yaml", "crm.csv", "qb.csv", "run.ps1"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        await GoesOnAsync();
    }

    /// <summary>With room again, the work is finished, and nothing is there twice.</summary>
    private async Task GoesOnAsync()
    {
        Assert.Contains("status Succeeded", (await RunAsync(kibibytes: null)).Lines);
        var customers = Customers();
        Assert.True(customers.Count >= Contacts);
        Assert.Equal(customers.Count, customers.Distinct().Count());
        Assert.Contains("written 0", (await RunAsync(kibibytes: null)).Lines);
    }

    private void Lay(string notes, string unmapped)
    {
        File.WriteAllText(Path.Combine(_folder, "acme.yaml"), "mode: Export\ncrm: { type: Csv, path: crm.csv }\nqb: { type: Csv, path: qb.csv }\n");
        File.WriteAllText(
            Path.Combine(_folder, "crm.csv"),
            "Id,Email,LastName,Notes\n" + string.Concat(Enumerable.Range(1, Contacts).Select(number => $"{number},a{number}@example.com,Ames {number},{notes}\n")));
        File.WriteAllText(
            Path.Combine(_folder, "qb.csv"), "Id,Email,LastName,Notes,Unmapped\n" + (unmapped.Length == 0 ? "" : $"1,before@example.com,Before,,{unmapped}\n"));
        File.WriteAllText(Path.Combine(_folder, "run.ps1"), """
            $run = $null
            try { Invoke-ContactSync "$PSScriptRoot/acme.yaml" | ForEach-Object { $run = $_ } } catch { $_.FullyQualifiedErrorId; "$_" }
            "status $(if ($run) { $run.Status } else { 'nothing' })"
            "written $($run.QbCreated + $run.QbUpdated)"
            """);
    }

    private List<string> Customers() =>
        [.. File.ReadLines(Path.Combine(_folder, "qb.csv")).Skip(1).Select(line => line.Split(',')[1])];

    private Task<ChildResult> RunAsync(int? kibibytes) => ChildShell.RunAsync(kibibytes, Path.Combine(_folder, "run.ps1"));
}
