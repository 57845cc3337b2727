using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Laws;

/// <summary>Law 4.</summary>
public sealed class OrderFreeLaw
{
    [Fact]
    public void The_outcome_does_not_depend_on_how_records_arrive() => Law.Holds(async scenario =>
    {
        // A service that tells only changes need not read what a file cannot.
        scenario = scenario with { Steps = [.. scenario.Steps.Select(step => step is RunStep { Trouble.Unreadable: not null } run ? run with { Trouble = null } : step)] };
        var plain = await ScenarioPlay.PlayAsync(scenario with { CrmShape = Shapes.Crm(SideShape.File), QbShape = Shapes.Qb(SideShape.File) });
        var other = await ScenarioPlay.PlayAsync(scenario);
        foreach (var (one, two) in plain.Runs.Zip(other.Runs))
            Law.Demand(EntryText.Difference($"plainly in run {one.Run.SyncId}", one.Entries.Select(EntryText.Of), "otherwise", two.Entries.Select(EntryText.Of)));
        Law.Demand(EntryText.Difference("plainly", plain.World.Picture().Split('\n'), "otherwise", other.World.Picture().Split('\n')));
        Law.Demand(EntryText.Difference("plainly", await LinksOf(plain.World), "otherwise", await LinksOf(other.World)));
    });

    private static async Task<IEnumerable<string>> LinksOf(World world) =>
        (await world.LinksAsync()).Select(link => $"{link.CrmId} – {link.QbId}: {link.State}");
}
