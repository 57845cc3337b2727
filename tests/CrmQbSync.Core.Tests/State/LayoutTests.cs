using CrmQbSync.Contacts;
using CrmQbSync.State;

namespace CrmQbSync.Tests.State;

public sealed class LayoutTests : StateTest
{
    private static readonly FieldLayout Before = LayoutOf([("Email", "e"), ("Phone", "p"), ("Fax", "f"), ("Second", "Home_Phone|Alternate"), ("City", "c")]);

    // Phone is gone, City comes first, Second is mapped to something else, Fax stays, Title is new.
    private static readonly FieldLayout After = LayoutOf([("Email", "e"), ("City", "c"), ("Title", "t"), ("Second", "Other|Alternate"), ("Fax", "f")]);

    private static readonly PackedValues Values = ValuesOf(Before, ("Email", "a@b"), ("Phone", "1"), ("Fax", "2"), ("Second", "3"), ("City", "Rome"));

    [Fact]
    public async Task Only_what_is_mapped_as_before_is_carried_over_to_another_layout()
    {
        var store = await OpenAsync();
        var changes = new StateChanges { Layout = Before };
        changes.Links.Add(new LinkMemory
        {
            CrmId = "c", QbId = "q", CrmKey = "a@b", QbKey = "a@b", CrmBase = Values, QbBase = Values, CrmSeen = Values,
            HasBase = 0b11111, CrmCleared = 0b01010, QbCleared = 0b10100,
            Conflicts = [new ConflictMemory("Second", "1", "2", Clock.GetUtcNow()), new ConflictMemory("Fax", "1", "2", Clock.GetUtcNow())],
            Divergences = [new DivergenceMemory("Second", Clock.GetUtcNow()), new DivergenceMemory("Fax", Clock.GetUtcNow())],
        });
        changes.Records.Add(new RecordMemory { Side = Side.Qb, Id = "r", Seen = Values });
        await store.CommitAsync(changes, None);

        var link = Assert.Single(await ListAsync(store.ReadLinksAsync(LinkQuery.All, After, None)));
        var record = Assert.Single(await ListAsync(store.ReadRecordsAsync(RecordQuery.All, After, None)));

        string?[] expected = ["a@b", "Rome", null, null, "2"];
        Assert.Equal(["Email", "City", "Title", "Second", "Fax"], After.Fields.Fields.Select(field => field.Name));
        foreach (var values in new[] { link.CrmBase, link.QbBase, link.CrmSeen, record.Seen })
            Assert.Equal(expected, values.Unpack(5));
        Assert.True(link.QbSeen.IsDefault);
        Assert.Equal(0b10011UL, link.HasBase);
        Assert.Equal(0UL, link.CrmCleared);
        Assert.Equal(0b10010UL, link.QbCleared);
        Assert.Equal("Fax", Assert.Single(link.Conflicts).Field);
        Assert.Equal("Fax", Assert.Single(link.Divergences).Field);
    }

    [Fact]
    public async Task The_same_layout_hands_values_through_and_both_may_stand_side_by_side()
    {
        var store = await OpenAsync();
        var before = new StateChanges { Layout = Before };
        before.Links.Add(LinkOf(1) with { CrmBase = Values, QbBase = Values, HasBase = 0b11111 });
        await store.CommitAsync(before, None);
        var after = new StateChanges { Layout = After };
        after.Links.Add(LinkOf(2) with { CrmBase = ValuesOf(After, ("Title", "Dr.")), QbBase = default, HasBase = 0b00100 });
        await store.CommitAsync(after, None);

        var links = await ListAsync(store.ReadLinksAsync(LinkQuery.All, Before with { }, None));
        Assert.Equal(Values, links[0].CrmBase);
        Assert.Equal(Values, links[0].QbBase);
        Assert.Equal(0b11111UL, links[0].HasBase);
        Assert.Equal(0UL, links[1].HasBase);
        Assert.True(links[1].CrmBase.IsBlank(5));
        Assert.Equal("Dr.", (await ListAsync(store.ReadLinksAsync(LinkQuery.All, After, None)))[1].CrmBase.Get(2, 5));
    }

    [Fact]
    public async Task Values_without_a_layout_are_refused()
    {
        var store = await OpenAsync();
        var changes = new StateChanges();
        changes.Links.Add(LinkOf(1));
        await Assert.ThrowsAsync<ArgumentException>(() => store.CommitAsync(changes, None));
    }
}
