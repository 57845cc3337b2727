using CrmQbSync.Tests.Laws;
using UndoStep = CrmQbSync.Tests.Laws.UndoStep;

namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>The laws between Zoho CRM and a QuickBooks, with generated scenarios and faults on both sides.</summary>
public abstract class ServicesLaw
{
    private protected abstract ServicesKind Kind { get; }

    [Fact]
    public void What_both_services_show_obeys_the_laws() => Kind.Holds(scenario => ServicesLawPlay.PlayAsync(Kind.StartAsync, scenario));

    /// <summary>
    /// Law 4: each scenario is played twice, the second time with the ids of all records the other way round, and ordered otherwise where that is open. What each
    /// run tells, what stands at the end and who is linked with whom must be the same.
    /// </summary>
    [Fact]
    public void What_comes_of_both_services_does_not_depend_on_the_order_in_which_they_show_their_records() => Kind.Holds(async scenario =>
    {
        var plain = await PlayAsync(scenario, isReversed: false);
        var other = await PlayAsync(scenario, isReversed: true);
        Law.Demand(plain.Zip(other).SelectMany((pair, at) => EntryText.Difference($"plainly after run {at + 1}", pair.First, "otherwise", pair.Second)));
    });

    /// <summary>What each run told, and how everything stood after it.</summary>
    private async Task<List<List<string>>> PlayAsync(Scenario scenario, bool isReversed)
    {
        await using var stage = await ServicesStage.StartAsync(Kind.StartAsync, scenario, isReversed);
        var told = new List<List<string>>();
        foreach (var step in scenario.Steps)
        {
            stage.Services.Wait(10);
            if (step is not (RunStep or UndoStep))
                await stage.DoAsync(step);
            else if ((step is RunStep run ? stage.ActOf(run) : await stage.ActOfAsync((UndoStep)step)) is { } act && (await stage.SurviveAsync(act))?.Run is { } row)
                told.Add([.. await stage.ToldAsync(row.SyncId), .. await stage.PictureAsync()]);
        }
        return told;
    }
}
