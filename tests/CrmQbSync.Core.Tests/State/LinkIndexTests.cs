using CrmQbSync.State;
using CrmQbSync.State.Sqlite;

namespace CrmQbSync.Tests.State;

public sealed class LinkIndexTests : StateTest
{
    private const int Many = LinkIndexes.Many;

    [Fact]
    public async Task A_first_run_that_adds_many_links_does_without_indexes_until_it_ends()
    {
        var all = await IndexesAsync();
        var (store, run) = await BeginAsync();
        await store.CommitAsync(LinksTo(Many), None);
        Assert.Equal(["links_qb_key", "links_standing"], await IndexesAsync());
        Assert.Equal("q7", (await LinksAsync(store, new LinkQuery { CrmIds = ["c7"] })).Single().QbId);

        await store.CommitAsync(new StateChanges { Run = run }, None);
        Assert.Equal(2, (await IndexesAsync()).Count);
        await store.CommitAsync(new StateChanges { Run = run with { Status = RunStatus.Failed } }, None);
        Assert.Equal(all, await IndexesAsync());
    }

    [Fact]
    public async Task What_a_run_that_was_killed_left_out_is_made_when_the_next_begins()
    {
        var all = await IndexesAsync();
        var (store, _) = await BeginAsync();
        await store.CommitAsync(LinksTo(Many), None);
        await store.DisposeAsync();
        Assert.Equal(2, (await IndexesAsync()).Count);
        var (next, _) = await BeginAsync();
        Assert.Equal(all, await IndexesAsync());
        Assert.Equal("c7", (await LinksAsync(next, new LinkQuery { Keys = ["PERSON7@example.com"] })).Single().CrmId);
    }

    [Fact]
    public async Task A_few_links_or_those_of_a_later_run_keep_them()
    {
        var all = await IndexesAsync();
        var (store, run) = await BeginAsync();
        await store.CommitAsync(LinksTo(Many - 1), None);
        Assert.Equal(all, await IndexesAsync());
        await store.CommitAsync(LinksTo(Many, run), None);
        Assert.Equal(all, await IndexesAsync());
    }

    private static StateChanges LinksTo(int count, SyncRun? run = null)
    {
        var changes = new StateChanges { Layout = Canonical, Run = run };
        changes.Links.AddRange(Enumerable.Range(1, count).Select(LinkOf));
        return changes;
    }

    private async Task<List<string>> IndexesAsync()
    {
        await (await OpenAsync()).DisposeAsync();
        using var connection = StateConnection.Open(Location.Path);
        using var statement = connection.Prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'links' ORDER BY name");
        var names = new List<string>();
        while (statement.Step())
            names.Add(statement.Text(0));
        return names;
    }
}
