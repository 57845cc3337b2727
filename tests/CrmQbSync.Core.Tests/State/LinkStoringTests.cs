using CrmQbSync.Contacts;
using CrmQbSync.State;

namespace CrmQbSync.Tests.State;

public sealed class LinkStoringTests : StateTest
{
    [Fact]
    public async Task Every_part_of_a_link_comes_back()
    {
        var store = await OpenAsync();
        var full = LinkOf(1) with
        {
            QbKey = "Other@example.com",
            QbBase = ValuesOf(Canonical, ("Email", "Other@example.com")),
            CrmSeen = ValuesOf(Canonical, ("Email", "seen@example.com")),
            QbSeen = ValuesOf(Canonical, ("LastName", new string('é', 5000))),
            HasBase = ulong.MaxValue,
            CrmCleared = 1UL << 63,
            QbCleared = 4,
            Reconsider = (1UL << 63) | 2,
            ModeSwitched = true,
            MadeUpLastName = "Ünknown \0 \"quoted\"",
            CrmModified = new DateTimeOffset(2026, 5, 1, 14, 0, 0, TimeSpan.FromHours(2)),
            QbModified = DateTimeOffset.MaxValue,
            State = LinkState.QbDeleted,
            Attention = LinkAttention.Held | LinkAttention.Conflict,
            ReportedReason = "DeletedInQb",
            LastSyncId = 77,
            Conflicts = [new ConflictMemory("Phone", "1", null, Clock.GetUtcNow()), new ConflictMemory("Fax", null, "", Clock.GetUtcNow(), true, "3")],
            Divergences = [new DivergenceMemory("Notes", Clock.GetUtcNow()), new DivergenceMemory("Fax", Clock.GetUtcNow().AddDays(-1))],
        };
        await StoreAsync(store, full, LinkOf(2), LinkOf(3) with { CrmBase = default, QbBase = default }, LinkOf(4) with { QbBase = default });

        var links = await LinksAsync(store);

        Assert.Equal([1, 2, 3, 4], links.Select(link => link.LinkId));
        Assert.Equal(full.Conflicts, links[0].Conflicts);
        Assert.Equal(full.Divergences, links[0].Divergences);
        Assert.Equal(full with { LinkId = 1, Conflicts = [], Divergences = [] }, links[0] with { Conflicts = [], Divergences = [] });
        Assert.Equal(LinkOf(2) with { LinkId = 2, Conflicts = [], Divergences = [] }, links[1] with { Conflicts = [], Divergences = [] });
        Assert.True(links[1].CrmSeen.IsDefault && links[1].QbSeen.IsDefault);
        Assert.True(links[2].CrmBase.IsDefault && links[2].QbBase.IsDefault);
        Assert.True(links[3].QbBase.IsDefault && !links[3].CrmBase.IsDefault);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(250)]
    public async Task Any_number_of_links_is_stored_at_once(int count)
    {
        await FillAsync(count);
        var reader = await OpenReaderAsync();
        var links = await LinksAsync(reader);
        Assert.Equal(Enumerable.Range(1, count).Select(number => $"c{number}"), links.Select(link => link.CrmId));
        Assert.Equal(count, await reader.CountLinksAsync(None));
        var entries = await ListAsync(reader.ReadEntriesAsync(new EntryQuery { SyncId = 1 }, None));
        Assert.Equal(links.Select(link => link.CrmKey), entries.Select(entry => entry.Email));
    }

    [Fact]
    public async Task A_link_is_replaced_by_its_number_and_found_by_what_it_now_is()
    {
        var store = await OpenAsync();
        await StoreAsync(store, LinkOf(1), LinkOf(2));
        var stored = await LinksAsync(store);

        await StoreAsync(store, stored[0] with { LastSyncId = 5 });
        await StoreAsync(store, stored[1] with { CrmId = "new", CrmKey = "new@example.com", Attention = LinkAttention.Failed });

        Assert.Equal(5, Assert.Single(await LinksAsync(store, new LinkQuery { CrmIds = ["c1"] })).LastSyncId);
        Assert.Empty(await LinksAsync(store, new LinkQuery { CrmIds = ["c2"] }));
        Assert.Equal("new", Assert.Single(await LinksAsync(store, new LinkQuery { Keys = ["new@example.com"] })).CrmId);
        Assert.Equal("new", Assert.Single(await LinksAsync(store, new LinkQuery { Keys = ["person2@example.com"] })).CrmId);
        Assert.Equal("new", Assert.Single(await LinksAsync(store, new LinkQuery { Attention = true })).CrmId);
    }

    [Fact]
    public async Task A_link_that_is_not_there_is_not_replaced_and_nothing_else_of_the_transaction_is_kept()
    {
        var store = await OpenAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => StoreAsync(store, LinkOf(1), LinkOf(2) with { LinkId = 99 }));
        Assert.Equal(0, await store.CountLinksAsync(None));
        await StoreAsync(store, LinkOf(1));
        Assert.Equal(1, Assert.Single(await LinksAsync(store)).LinkId);
    }

    [Fact]
    public async Task A_number_is_not_given_again_after_its_link_was_forgotten()
    {
        var store = await OpenAsync();
        await StoreAsync(store, LinkOf(1), LinkOf(2));
        var changes = new StateChanges();
        changes.RemovedLinks.Add(2);
        await store.CommitAsync(changes, None);
        await StoreAsync(store, LinkOf(3));
        Assert.Equal([1, 3], (await LinksAsync(store)).Select(link => link.LinkId));
    }

    [Fact]
    public async Task Links_are_found_that_meet_any_of_the_lists()
    {
        var store = await OpenAsync();
        await StoreAsync(store, [.. Enumerable.Range(1, 9).Select(LinkOf)]);
        await StoreAsync(store, LinkOf(10) with { State = LinkState.CrmDeleted }, LinkOf(11) with { QbKey = "ΣΊΣΥΦΟΣ@ПРИМЕР.рф" });

        Assert.Equal(["c1", "c3", "c5", "c10"], (await LinksAsync(store, new LinkQuery
        {
            CrmIds = ["c1", "C2", "none", "c5"],
            QbIds = ["q3", "q1"],
            Keys = ["PERSON5@example.COM"],
            Attention = true,
        })).Select(link => link.CrmId));
        Assert.Equal("c11", Assert.Single(await LinksAsync(store, new LinkQuery { Keys = ["σίσυφοσ@пример.РФ"] })).CrmId);
        Assert.Empty(await LinksAsync(store, new LinkQuery { CrmIds = [] }));
        Assert.Equal(11, (await LinksAsync(store)).Count);
    }

    [Fact]
    public async Task Lists_may_be_of_any_length()
    {
        var store = await OpenAsync();
        await StoreAsync(store, LinkOf(1), LinkOf(70_000));
        var ids = Enumerable.Range(1, 100_000).Select(number => $"c{number}").ToList();
        Assert.Equal(2, (await LinksAsync(store, new LinkQuery { CrmIds = ids })).Count);
    }

    [Fact]
    public async Task A_stream_sees_the_state_as_it_was_when_it_began()
    {
        var store = await OpenAsync();
        await StoreAsync(store, LinkOf(1), LinkOf(2));
        var seen = 0;
        await foreach (var link in store.ReadLinksAsync(LinkQuery.All, Canonical, None))
        {
            seen++;
            await StoreAsync(store, LinkOf(10 + seen), link with { LastSyncId = 9 });
        }
        Assert.Equal(2, seen);
        Assert.Equal(4, await store.CountLinksAsync(None));
    }

    [Fact]
    public async Task A_stream_that_was_cancelled_ends()
    {
        var store = await OpenAsync();
        await StoreAsync(store, LinkOf(1), LinkOf(2));
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in store.ReadLinksAsync(LinkQuery.All, Canonical, stop.Token))
                await stop.CancelAsync();
        });
    }
}
