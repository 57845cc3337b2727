using CrmQbSync.Contacts;
using CrmQbSync.State;

namespace CrmQbSync.Tests.State;

/// <summary>What a store makes ready ahead of a transaction is stored by it like anything else.</summary>
public sealed class PreparedRowsTests : StateTest
{
    [Fact]
    public async Task Rows_made_ready_by_several_threads_are_stored_as_they_would_be_otherwise()
    {
        var (store, run) = await BeginAsync();
        await StoreAsync(store, LinkOf(1));
        var parts = Enumerable.Range(0, 20).Select(part => ChangesOf(run, 2 + (part * 100))).ToList();
        Parallel.ForEach(parts, store.Prepare);
        var whole = new StateChanges { Layout = Canonical, Links = { (await LinksAsync(store))[0] with { QbId = "another" } } };
        parts.ForEach(whole.Add);
        Assert.Equal(4_001, whole.Rows);
        await store.CommitAsync(whole, None);

        var links = await LinksAsync(store);
        Assert.Equal(Enumerable.Range(1, 2_001), links.Select(link => (int)link.LinkId));
        Assert.Equal("another", links[0].QbId);
        for (var number = 2; number <= 2_001; number++)
            Assert.Equal(LinkOf(number) with { LinkId = number, Conflicts = [], Divergences = [] }, links[number - 1] with { Conflicts = [], Divergences = [] });
        var entries = await ListAsync(store.ReadEntriesAsync(new EntryQuery { SyncId = run.SyncId }, None));
        Assert.Equal(Enumerable.Range(2, 2_000).Select(number => $"c{number}"), entries.Select(entry => entry.CrmId));
        Assert.All(entries, entry => Assert.Equal("Phone: '' → '1'; Fax: '2' → ''", entry.Summary));
    }

    [Fact]
    public async Task Links_that_have_a_number_stay_what_they_are()
    {
        var (store, _) = await BeginAsync();
        var changes = new StateChanges { Layout = Canonical, Links = { LinkOf(1) with { LinkId = 5 }, LinkOf(2) } };
        store.Prepare(changes);
        Assert.Equal(5, Assert.Single(changes.Links).LinkId);
        Assert.Equal(1, Assert.Single(changes.Prepared).Count);
        Assert.False(new StateChanges { Layout = Canonical }.Rows > 0);
    }

    [Fact]
    public async Task What_a_transaction_that_failed_would_have_stored_can_be_stored_by_another()
    {
        var (store, run) = await BeginAsync();
        var changes = ChangesOf(run, 1);
        changes.RemovedRecords.Add((Side.Crm, "c1"));
        store.Prepare(changes);
        changes.Run = run with { SyncId = 99 };
        await Assert.ThrowsAnyAsync<ArgumentException>(() => store.CommitAsync(changes, None));
        Assert.Empty(await LinksAsync(store));
        changes.Run = null;
        await store.CommitAsync(changes, None);
        Assert.Equal(100, await store.CountLinksAsync(None));
    }

    private StateChanges ChangesOf(SyncRun run, int first)
    {
        var changes = new StateChanges { Layout = Canonical };
        foreach (var number in Enumerable.Range(first, 100))
        {
            changes.Links.Add(LinkOf(number));
            changes.Entries.Add(new SyncEntry
            {
                SyncId = run.SyncId,
                Time = Clock.GetUtcNow(),
                CrmId = $"c{number}",
                Fields = new FieldChangeList([new FieldChange("Phone", ChangeTarget.Qb, null, "1", "why", null), new FieldChange("Fax", ChangeTarget.Crm, "2", null, "why", "code")]),
            });
        }
        return changes;
    }
}
