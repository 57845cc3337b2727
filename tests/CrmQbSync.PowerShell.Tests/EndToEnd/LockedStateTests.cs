using CrmQbSync.PowerShell.Tests.Hosting;
using Microsoft.Data.Sqlite;

namespace CrmQbSync.PowerShell.Tests.EndToEnd;

/// <summary>A state that another program keeps to itself.</summary>
public sealed class LockedStateTests : IDisposable
{
    private readonly RefusalBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_state_that_another_program_keeps_locked_is_StateFailed()
    {
        _bench.Run();
        _bench.Write("crm.csv", "Id,Email,LastName,Notes\n1,ann@example.com,Ames,edited\n2,bob@example.com,Bell,\n");
        _bench.Write("run.ps1", "try { Invoke-ContactSync \"$PSScriptRoot/acme.yaml\" } catch { $_.FullyQualifiedErrorId; \"$_\"; $_.ErrorDetails.RecommendedAction }");
        var before = _bench.Read("qb.csv");
        using (var other = new SqliteConnection($"Data Source={_bench.Session.PathOf("acme.state.db")};Pooling=False"))
        {
            other.Open();
            using var transaction = other.BeginTransaction(System.Data.IsolationLevel.Serializable, deferred: false);

            var locked = await ChildShell.RunAsync(_bench.Session.PathOf("run.ps1"));

            Assert.StartsWith("StateFailed,", locked.Lines[0], StringComparison.Ordinal);
            Assert.Contains("acme.state.db", locked.Lines[1], StringComparison.Ordinal);
            Assert.Contains("another program", locked.Lines[1], StringComparison.Ordinal);
            Assert.Equal(3, locked.Lines.Count);
            Assert.Equal(before, _bench.Read("qb.csv"));
        }
        _bench.Run();
    }
}
