using CrmQbSync.Contacts;
using CrmQbSync.State;

namespace CrmQbSync.Tests.State;

public sealed class RecordStoringTests : StateTest
{
    private static readonly RecordMemory Full = new()
    {
        Side = Side.Qb,
        Id = "7",
        Key = "Jobs@example.com",
        Seen = ValuesOf(Canonical, ("Email", "Jobs@example.com")),
        ReportedReason = "Job",
        NeedsAttention = true,
        IsJob = true,
    };

    [Fact]
    public async Task Records_are_stored_replaced_found_and_forgotten()
    {
        var store = await OpenAsync();
        var bare = new RecordMemory { Side = Side.Crm, Id = "7" };
        await StoreAsync(store, Full, bare, bare with { Id = "8", Key = "x@y" });

        Assert.Equal([bare, bare with { Id = "8", Key = "x@y" }, Full], await ReadAsync(store, RecordQuery.All));
        Assert.Equal([Full], await ReadAsync(store, new RecordQuery { Keys = ["JOBS@EXAMPLE.COM"] }));
        Assert.Equal([Full], await ReadAsync(store, new RecordQuery { Attention = true }));
        Assert.Equal([bare], await ReadAsync(store, new RecordQuery { CrmIds = ["7", "9"] }));
        Assert.Equal([bare with { Id = "8", Key = "x@y" }, Full], await ReadAsync(store, new RecordQuery { QbIds = ["7"], Keys = ["X@Y"] }));
        Assert.Empty(await ReadAsync(store, new RecordQuery { QbIds = [] }));

        await StoreAsync(store, Full with { NeedsAttention = false, Key = "other@example.com" });
        Assert.Empty(await ReadAsync(store, new RecordQuery { Attention = true, Keys = ["jobs@example.com"] }));

        var changes = new StateChanges();
        changes.RemovedRecords.Add((Side.Crm, "7"));
        await store.CommitAsync(changes, None);
        Assert.Equal(["8", "7"], (await ReadAsync(store, RecordQuery.All)).Select(record => record.Id));
    }

    private static Task<List<RecordMemory>> ReadAsync(IStateReader reader, RecordQuery query) =>
        ListAsync(reader.ReadRecordsAsync(query, Canonical, None));

    private static Task StoreAsync(IStateStore store, params RecordMemory[] records)
    {
        var changes = new StateChanges { Layout = Canonical };
        changes.Records.AddRange(records);
        return store.CommitAsync(changes, None);
    }
}
