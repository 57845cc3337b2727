using CrmQbSync.Contacts;
using CrmQbSync.State;
using CrmQbSync.State.Sqlite;

namespace CrmQbSync.Tests.State;

/// <summary>Files that earlier versions laid. Version1.sql is what such a version wrote after one run over two pairs.</summary>
public sealed class OldLayoutTests : StateTest
{
    private static readonly FieldLayout s_layout = LayoutOf(
    [
        ("Email", "Email Csv:* Csv:*"), ("FirstName", "Text Csv:* Csv:*"), ("LastName", "Text Csv:* Csv:*"), ("Phone", "Phone Csv:* Csv:*"),
    ]);

    [Fact]
    public async Task A_file_of_version_1_is_brought_up_and_keeps_its_links_and_history()
    {
        await LayAsync();
        var refusal = await FailsAsync(SyncErrorId.StateInvalid, () => Factory.OpenReaderAsync(Location, None));
        Assert.Contains("older version", refusal.Message, StringComparison.Ordinal);

        var (store, run) = await BeginAsync();
        Assert.Equal(2, run.SyncId);
        var links = await ListAsync(store.ReadLinksAsync(LinkQuery.All, s_layout, None));
        Assert.Equal([("1", "11"), ("2", "12")], links.Select(link => (link.CrmId, link.QbId)));
        Assert.Equal("(212) 555-0100", links[0].QbBase.Get(3, 4));
        Assert.Equal(links[1].CrmBase, links[1].QbBase);
        Assert.All(links, link => Assert.Empty(link.Divergences));
        Assert.Equal(3, (await ListAsync(store.ReadEntriesAsync(new EntryQuery { SyncId = 1 }, None))).Count);
        Assert.Equal(RunStatus.Succeeded, (await RunsAsync(store)).Single(row => row.SyncId == 1).Status);
        Assert.Equal(StateSchema.Version, Version());
    }

    [Fact]
    public async Task What_version_1_could_not_hold_is_held_once_it_was_brought_up()
    {
        await LayAsync();
        var (store, _) = await BeginAsync();
        var link = (await ListAsync(store.ReadLinksAsync(LinkQuery.All, s_layout, None)))[0];
        var differs = new DivergenceMemory("Phone", Clock.GetUtcNow());
        await store.CommitAsync(new StateChanges { Layout = s_layout, Links = { link with { Divergences = [differs] } } }, None);
        Assert.Equal([differs], (await ListAsync(store.ReadLinksAsync(new LinkQuery { CrmIds = ["1"] }, s_layout, None))).Single().Divergences);
    }

    private async Task LayAsync()
    {
        var sql = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "State", "Version1.sql"));
        using var connection = StateConnection.Create(Location.Path);
        connection.Execute(sql);
        Assert.Equal(1, connection.ReadNumber("PRAGMA user_version"));
    }

    private long Version()
    {
        using var connection = StateConnection.Open(Location.Path);
        return connection.ReadNumber("PRAGMA user_version");
    }
}
