using CrmQbSync.Tests.Laws;
using UndoStep = CrmQbSync.Tests.Laws.UndoStep;

namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>
/// Law 4 between Zoho CRM and QuickBooks Online: each scenario is played twice, the second time with the ids of all records the other way round, and with
/// the company's ids ordered otherwise. What each run tells, what stands at the end and who is linked with whom must be the same.
/// </summary>
public sealed class ServicesOrderFreeLaw
{
    [Fact]
    public void What_comes_of_both_services_does_not_depend_on_the_order_in_which_they_show_their_records() => Law.Holds(async scenario =>
    {
        var plain = await PlayAsync(scenario.AtScreens(), isReversed: false);
        var other = await PlayAsync(scenario.AtScreens(), isReversed: true);
        Law.Demand(plain.Zip(other).SelectMany((pair, at) => EntryText.Difference($"plainly after run {at + 1}", pair.First, "otherwise", pair.Second)));
    }, share: 0.2);

    /// <summary>What each run told, and how everything stood after it.</summary>
    private static async Task<List<List<string>>> PlayAsync(Scenario scenario, bool isReversed)
    {
        await using var stage = await ServicesStage.StartAsync(scenario, isReversed);
        stage.Services.QuickBooks.Knobs.IdsAreOrderedAsText = isReversed;
        var told = new List<List<string>>();
        foreach (var step in scenario.Steps)
        {
            stage.Services.Wait(10);
            if (step is not (RunStep or UndoStep))
                await stage.DoAsync(step);
            else if ((step is RunStep run ? stage.ActOf(run) : await stage.UndoOfLastAsync()) is { } act && (await stage.SurviveAsync(act))?.Run is { } row)
                told.Add([.. await stage.ToldAsync(row.SyncId), .. await stage.PictureAsync()]);
        }
        return told;
    }
}
