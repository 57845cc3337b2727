using System.Diagnostics;
using System.Globalization;
using System.Text;
using CrmQbSync.Profiles;
using CrmQbSync.Running;
using CrmQbSync.State;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.State;

namespace CrmQbSync.Tests.EndToEnd;

/// <summary>Real processes that are really killed while they synchronise real files (rule 8.5), and two of them at once (rule 8.2).</summary>
public sealed class KillTests : IDisposable
{
    private const int Records = 2_000;
    private const int TimedKills = 6;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crmqbsync-kills-");
    private readonly byte[] _crm = Encoding.UTF8.GetBytes(Crm());
    private readonly byte[] _qb = Encoding.UTF8.GetBytes(Qb());

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Killed_at_any_instant_a_run_leaves_whole_files_and_the_next_one_finishes_the_work()
    {
        var undisturbed = Prepare("undisturbed");
        var duration = await MeasureAsync(undisturbed);
        var expected = (Crm: await File.ReadAllBytesAsync(undisturbed.Crm), Qb: await File.ReadAllBytesAsync(undisturbed.Qb));
        Assert.NotEqual(_crm, expected.Crm);
        Assert.NotEqual(_qb, expected.Qb);

        for (var kill = 0; kill < TimedKills; kill++)
        {
            var after = duration * (kill + 0.5) / TimedKills;
            await KillAndRunAgainAsync($"kill {kill}", expected, (_, _) => Task.Delay(after));
        }
        await KillAndRunAgainAsync("kill before writing", expected, (process, _) => WaitForAsync(process, "writes"), "hold");
        await KillAndRunAgainAsync("kill while writing", expected, (process, place) => WaitUntilAsync(
            process, () => Directory.EnumerateFiles(place.Folder, "*tmp").Any()));
        await KillAndRunAgainAsync("kill between the files", expected, (process, place) => WaitUntilAsync(
            process, () => new FileInfo(place.Crm).Length != _crm.Length || new FileInfo(place.Qb).Length != _qb.Length));
    }

    [Fact]
    public async Task A_second_run_from_another_process_is_refused_and_says_who_runs()
    {
        var place = Prepare("two");
        using var process = StateHostProcess.Start("hold", place.Profile);
        await WaitForAsync(process, "writes");
        var running = Assert.Single(await HistoryAsync(place));

        var refused = await Assert.ThrowsAsync<SyncException>(() => RunAsync(place));

        Assert.Equal(SyncErrorId.SyncAlreadyRunning, refused.Id);
        Assert.Contains(Environment.MachineName, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"process {process.Id}", refused.Message, StringComparison.Ordinal);
        Assert.Contains(running.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), refused.Message, StringComparison.Ordinal);
        Assert.NotEmpty(refused.Advice);
        Assert.Equal(RunStatus.Running, Assert.Single(await HistoryAsync(place)).Status);
        Assert.Equal(_crm, await File.ReadAllBytesAsync(place.Crm));

        await process.WriteLineAsync("go on");
        Assert.Equal(nameof(RunStatus.Succeeded), await process.ReadLineAsync());
        Assert.Equal(RunStatus.Succeeded, (await RunAsync(place)).Run!.Status);
    }

    private async Task KillAndRunAgainAsync(
        string name, (byte[] Crm, byte[] Qb) expected, Func<StateHostProcess, Place, Task> untilThen, string mode = "sync")
    {
        var place = Prepare(name);
        using (var process = StateHostProcess.Start(mode, place.Profile))
        {
            await WaitForAsync(process, "begins");
            await untilThen(process, place);
            await process.KillAsync();
        }

        AssertOldOrNew(name, _crm, expected.Crm, await File.ReadAllBytesAsync(place.Crm));
        AssertOldOrNew(name, _qb, expected.Qb, await File.ReadAllBytesAsync(place.Qb));
        // Killed before it began, it is not there; killed after it had ended, it had. All else was interrupted.
        var killed = await HistoryAsync(place);
        if (killed.Count > 0)
            Assert.True(Assert.Single(killed).Status is RunStatus.Interrupted or RunStatus.Succeeded, $"{name}: {killed[0].Status}");

        var second = await RunAsync(place);
        Assert.True(second.Run!.Status == RunStatus.Succeeded, $"{name}: {second.Run.Status} {second.Error}");
        AssertOldOrNew(name, expected.Crm, expected.Crm, await File.ReadAllBytesAsync(place.Crm));
        AssertOldOrNew(name, expected.Qb, expected.Qb, await File.ReadAllBytesAsync(place.Qb));
        var third = await RunAsync(place);
        Assert.Equal((0, 0, 0, 0), (third.Run!.CrmCreated, third.Run.QbCreated, third.Run.CrmUpdated, third.Run.QbUpdated));
        await AssertEachWriteIsToldOnceAsync(name, place);
    }

    private static void AssertOldOrNew(string name, byte[] before, byte[] after, byte[] now) => Assert.True(
        now.AsSpan().SequenceEqual(before) || now.AsSpan().SequenceEqual(after),
        $"{name}: a file of {now.Length} bytes is neither the old one ({before.Length}) nor the new one ({after.Length}).");

    private static async Task AssertEachWriteIsToldOnceAsync(string name, Place place)
    {
        var (sync, profile) = Open(place);
        var writes = new List<string>();
        foreach (var run in await HistoryAsync(place))
        {
            await foreach (var entry in sync.GetEntriesAsync(profile, new EntryQuery { SyncId = run.SyncId }, CancellationToken.None))
            {
                if (Laws.AccountedLaw.IsWrite(entry))
                    writes.Add($"{entry.Action} {entry.Target} {entry.Email}");
            }
        }
        Assert.Equal((name, Writes), (name, writes.Count));
        Assert.Equal((name, Writes), (name, writes.Distinct().Count()));
    }

    private static async Task<TimeSpan> MeasureAsync(Place place)
    {
        using var process = StateHostProcess.Start("sync", place.Profile);
        await WaitForAsync(process, "begins");
        var watch = Stopwatch.StartNew();
        await WaitForAsync(process, nameof(RunStatus.Succeeded));
        return watch.Elapsed;
    }

    private static async Task WaitForAsync(StateHostProcess process, string line)
    {
        while (await process.ReadLineAsync() != line)
        {
            // Other lines say what is of no interest here.
        }
    }

    /// <summary>Looks as often as can be, as long as the process lives.</summary>
    private static async Task WaitUntilAsync(StateHostProcess process, Func<bool> condition)
    {
        while (!condition() && !process.HasExited)
            await Task.Yield();
    }

    private Place Prepare(string name)
    {
        var folder = _folder.CreateSubdirectory(name).FullName;
        var place = new Place(folder, Path.Combine(folder, "acme.yaml"), Path.Combine(folder, "crm.csv"), Path.Combine(folder, "qb.csv"));
        File.WriteAllText(place.Profile, "crm: { type: Csv, path: crm.csv }\nqb: { type: Csv, path: qb.csv }\n");
        File.WriteAllBytes(place.Crm, _crm);
        File.WriteAllBytes(place.Qb, _qb);
        return place;
    }

    private static (IContactSync Sync, SyncProfile Profile) Open(Place place) => (ContactSyncFactory.Create(), new ProfileStore().Read(place.Profile));

    private static Task<RunResult> RunAsync(Place place)
    {
        var (sync, profile) = Open(place);
        return sync.RunAsync(profile, new RunOptions(), new SilentObserver(), CancellationToken.None);
    }

    private static async Task<List<SyncRun>> HistoryAsync(Place place)
    {
        var (sync, profile) = Open(place);
        var runs = new List<SyncRun>();
        await foreach (var run in sync.GetHistoryAsync(profile, new RunQuery(), CancellationToken.None))
            runs.Add(run);
        return runs;
    }

    /// <summary>Of six people one is missing in the CRM, one in QuickBooks; those with odd numbers have other notes there.</summary>
    private static string Crm() => Rows(number => number % 6 != 0, "old");

    private static string Qb() => Rows(number => number % 6 != 3, "new");

    private static int Writes => Enumerable.Range(1, Records).Count(number => number % 6 is 0 or 3 || number % 2 == 1);

    private static string Rows(Func<int, bool> isThere, string notes)
    {
        var text = new StringBuilder("Id,Email,FirstName,LastName,Phone,Notes,Own\n");
        foreach (var number in Enumerable.Range(1, Records).Where(isThere))
        {
            var note = number % 2 == 1 ? notes : "same";
            text.Append(CultureInfo.InvariantCulture, $"{number},person{number}@example.com,Given,Name {number},212-555-{number:0000},{note},\"mine, {number}\"\n");
        }
        return text.ToString();
    }

    private sealed record Place(string Folder, string Profile, string Crm, string Qb);
}
