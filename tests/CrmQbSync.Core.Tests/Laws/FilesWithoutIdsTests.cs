using CrmQbSync.Connections;
using CrmQbSync.Connections.Csv;
using CrmQbSync.Contacts;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace CrmQbSync.Tests.Laws;

/// <summary>
/// Files whose rows get ids only when they are first written: whatever happens at any step, who is linked to whom is not forgotten and nobody
/// comes twice.
/// </summary>
public sealed class FilesWithoutIdsTests : IDisposable
{
    private const string Header = "Email,LastName,Phone,Notes\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("crmqbsync-laws-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(FaultKind.Kill)]
    [InlineData(FaultKind.ServiceGone)]
    [InlineData(FaultKind.DiskFull)]
    [InlineData(FaultKind.Stop)]
    public async Task The_first_run_may_end_at_any_step(FaultKind kind) => await TryEveryStepAsync(kind, async office => await office.FillAsync(
        crm: Header + "ann@x.com,Ames,,a\nbob@x.com,Bell,212-555-0100,\ncy@x.com,Cole,,\n",
        qb: Header + "BOB@x.com,Bell,,b\nann@x.com,Ames,212-555-0199,\ndee@x.com,Dunn,,\neve@x.com,,,no last name\n"));

    [Theory]
    [InlineData(FaultKind.Kill)]
    [InlineData(FaultKind.ServiceGone)]
    [InlineData(FaultKind.DiskFull)]
    [InlineData(FaultKind.Stop)]
    public async Task So_may_a_run_that_is_the_first_to_write_to_a_side_that_was_linked_before(FaultKind kind) => await TryEveryStepAsync(kind, async office =>
    {
        await office.FillAsync(
            crm: Header + "ann@x.com,Ames,,a\nbob@x.com,Bell,,\ncy@x.com,Cole,,\n",
            qb: Header + "ann@x.com,Ames,,a\n");
        Assert.Equal(RunStatus.Succeeded, (await office.RunAsync(new RunOptions { Mode = SyncMode.Export })).Run!.Status);
        Assert.DoesNotContain("Id", office.Read(Side.Crm)[0], StringComparison.Ordinal);
        await office.EditAsync(Side.Qb, "ann@x.com,Ames,", "ann@x.com,Ames,212-555-0100");
        await office.EditAsync(Side.Crm, "bob@x.com,Bell,,", "bob@x.com,Bell,,called");
    });

    private async Task TryEveryStepAsync(FaultKind kind, Func<Office, Task> prepare)
    {
        var whole = new Office(_folder, "whole");
        await prepare(whole);
        using var count = new FaultSwitch();
        Assert.Equal(RunStatus.Succeeded, (await whole.RunAsync(faults: count)).Run!.Status);
        Assert.True(count.Steps.Count > 10, string.Join(", ", count.Steps));

        for (var step = 1; step <= count.Steps.Count; step++)
        {
            var office = new Office(_folder, $"{kind}-{step}");
            await prepare(office);
            using var faults = new FaultSwitch(kind, step);
            await office.RunAsync(faults: faults);
            var struck = $"{kind} at step {step}, {faults.Steps[^1]}";
            var second = await office.RunAsync();
            Assert.True(second.Run!.Status == RunStatus.Succeeded, $"{struck}: {second.Run.Status} {second.Run.Message}");
            var third = await office.RunAsync();

            Assert.True(third.Run!.Status == RunStatus.Succeeded, $"{struck}: {third.Run.Status} {third.Run.Message}");
            Assert.True(Writes(third.Run) == 0, $"{struck}: the third run wrote again");
            Assert.Equal(whole.People(Side.Crm), office.People(Side.Crm));
            Assert.Equal(whole.People(Side.Qb), office.People(Side.Qb));
            Assert.Equal(whole.Links(), office.Links());
        }
    }

    private static int Writes(SyncRun run) => run.CrmCreated + run.CrmUpdated + run.CrmDeleted + run.QbCreated + run.QbUpdated + run.QbDeleted;

    /// <summary>Two files and a state in memory, and the engine between them.</summary>
    private sealed class Office
    {
        private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero));
        private readonly MemoryStateStoreFactory _states;
        private readonly ContractGuard _guard = new();
        private readonly SyncProfile _profile;
        private readonly string _folder;
        private int _tokens;

        public Office(string folder, string name)
        {
            _folder = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
            _states = new MemoryStateStoreFactory(_clock, _guard);
            _profile = World.ProfileOf(new[] { "Email", "LastName", "Phone", "Notes" }.Select(field => World.Rule(field)));
        }

        public Task FillAsync(string crm, string qb) =>
            Task.WhenAll(File.WriteAllTextAsync(PathOf(Side.Crm), crm), File.WriteAllTextAsync(PathOf(Side.Qb), qb));

        public async Task EditAsync(Side side, string before, string after)
        {
            var text = await File.ReadAllTextAsync(PathOf(side));
            Assert.Contains(before, text, StringComparison.Ordinal);
            await File.WriteAllTextAsync(PathOf(side), text.Replace(before, after, StringComparison.Ordinal));
        }

        public string[] Read(Side side) => File.ReadAllLines(PathOf(side));

        /// <summary>The rows without their ids, in alphabetical order.</summary>
        public string People(Side side)
        {
            var lines = Read(side);
            var columns = lines[0].Split(',').Index().Where(column => Header.Trim().Split(',').Contains(column.Item)).OrderBy(column => column.Item, StringComparer.Ordinal).ToArray();
            return string.Join('\n', lines.Skip(1).Select(line => string.Join(',', columns.Select(column => line.Split(',')[column.Index]))).Order(StringComparer.Ordinal));
        }

        public string Links() => string.Join('\n', _states[_profile.StatePath]!.Links.Values
            .Select(stored => $"{stored.Link.CrmKey.ToUpperInvariant()} – {stored.Link.QbKey.ToUpperInvariant()}: {stored.Link.State}")
            .Order(StringComparer.Ordinal));

        public async Task<RunResult> RunAsync(RunOptions? options = null, FaultSwitch? faults = null)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            var engine = new ContactSync(new SyncServices
            {
                Clock = _clock,
                Connections = new Files(this, faults),
                States = faults is null ? _states : new FaultyStateStoreFactory(_states, faults),
                NewToken = () => $"t{Interlocked.Increment(ref _tokens)}",
            });
            try
            {
                return await engine.RunAsync(_profile, options ?? new RunOptions(), new SilentObserver(), faults?.Stop ?? CancellationToken.None);
            }
            catch (Exception error) when (faults is { IsDead: true } || (faults is { HasStruck: true } && error is SyncException or OperationCanceledException))
            {
                return new RunResult();
            }
            finally
            {
                if (faults is { IsDead: true })
                    _states.NextProcess();
                Assert.Empty(_guard.Breaches);
            }
        }

        private string PathOf(Side side) => Path.Combine(_folder, side == Side.Crm ? "crm.csv" : "qb.csv");

        private sealed class Files(Office office, FaultSwitch? faults) : IConnectionFactory
        {
            public IConnection Create(SyncProfile profile, Side side)
            {
                var options = new CsvConnectionOptions { Side = side, Path = office.PathOf(side), Rules = profile.Rules };
                var connection = new CsvConnection(options, office._clock);
                return faults is null ? connection : new FaultyConnection(connection, faults);
            }
        }
    }
}
