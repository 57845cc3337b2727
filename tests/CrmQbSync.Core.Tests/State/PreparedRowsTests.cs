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
    public async Task Intents_made_ready_are_journaled_in_their_order_and_can_be_settled()
    {
        var (store, run) = await BeginAsync();
        var changes = new StateChanges { Layout = Canonical };
        // More than one processor makes at once.
        changes.Intents.AddRange(Enumerable.Range(1, 3_000).Select(number => new Intent
        {
            Token = $"t{number}",
            SyncId = run.SyncId,
            Target = Side.Qb,
            Action = ChangeAction.Create,
            Fields = [new FieldChange("Phone", ChangeTarget.Qb, null, $"{number}", "why", null)],
        }));
        store.Prepare(changes);
        Assert.Empty(changes.Intents);
        Assert.Equal(3_000, changes.Rows);
        await store.CommitAsync(changes, None);
        var journaled = await store.ReadIntentsAsync(None);
        Assert.Equal(Enumerable.Range(1, 3_000).Select(number => $"t{number}"), journaled.Select(intent => intent.Token));
        Assert.Equal("3000", Assert.Single(journaled[^1].Fields).NewValue);

        var settled = new StateChanges { Layout = Canonical };
        settled.SettledIntents.AddRange(Enumerable.Range(1, 2_999).Select(number => $"t{number}"));
        await store.CommitAsync(settled, None);
        Assert.Equal("t3000", Assert.Single(await store.ReadIntentsAsync(None)).Token);
    }

    [Fact]
    public async Task The_fields_of_a_new_record_are_stored_like_any_others()
    {
        var (store, run) = await BeginAsync();
        var fields = new NewRecordFields(FieldSet.Canonical, LinkOf(1).CrmBase, 0b1101, ChangeTarget.Qb, "new record");
        FieldChange[] expected = [.. fields];
        Assert.Equal(3, expected.Length);
        var changes = new StateChanges { Layout = Canonical };
        changes.Entries.Add(new SyncEntry { SyncId = run.SyncId, Time = Clock.GetUtcNow(), Fields = new FieldChangeList(fields) });
        changes.Intents.Add(new Intent { Token = "t1", SyncId = run.SyncId, Target = Side.Qb, Action = ChangeAction.Create, Fields = new FieldChangeList(fields) });
        await store.CommitAsync(changes, None);
        Assert.Equal(expected, Assert.Single(await ListAsync(store.ReadEntriesAsync(new EntryQuery { SyncId = run.SyncId }, None))).Fields);
        Assert.Equal(expected, Assert.Single(await store.ReadIntentsAsync(None)).Fields);
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
