using CrmQbSync.Running;
using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.EndToEnd;

/// <summary>
/// Plays a scenario on files: people edit the text, the engine runs. Steps that files do not know (bringing back, undoing, deciding,
/// forgetting) are left out.
/// </summary>
internal sealed class FilePlay : IDisposable
{
    private readonly HashSet<(Side, string, string)> _everFilled = [];
    private readonly HashSet<string> _regions = [];
    private readonly CsvWorld _world;
    private ScenarioPolicy _policy;

    private FilePlay(Scenario scenario)
    {
        _policy = scenario.Policy;
        _regions.Add(_policy.Region);
        _world = new CsvWorld(_policy.ToProfile(), CsvShape.Of(scenario.Choice), CsvShape.Of(scenario.Choice / 72));
        foreach (var seed in scenario.Crm)
            Add(Side.Crm, seed);
        foreach (var seed in scenario.Qb)
            Add(Side.Qb, seed);
    }

    public static async Task PlayAsync(Scenario scenario, Func<FileRun, Task> judge)
    {
        using var play = new FilePlay(scenario);
        foreach (var step in scenario.Steps)
            await play.DoAsync(step, judge);
    }

    public void Dispose() => _world.Dispose();

    private async Task DoAsync(Step step, Func<FileRun, Task> judge)
    {
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        switch (step)
        {
            case AddStep add:
                Add(add.Side, add.Seed);
                break;
            case EditStep edit:
                _world.Edit(edit.Side, sheet =>
                {
                    if (edit.Record < sheet.Rows.Count)
                        sheet.Set(sheet.Rows[edit.Record], edit.Field, Spiced(edit.Value));
                });
                break;
            case DeleteStep delete:
                _world.Edit(delete.Side, sheet =>
                {
                    if (delete.Record < sheet.Rows.Count)
                        sheet.Rows.RemoveAt(delete.Record);
                });
                break;
            case PolicyStep policy:
                Edit(policy.Policy);
                break;
            case RegionStep region:
                Edit(_policy with { Region = region.Region });
                break;
            case MappingStep mapping:
                Edit(_policy.Toggling(mapping.Field));
                break;
            case ClockStep clock:
                _world.Clock.AdjustTime(_world.Clock.GetUtcNow().AddMinutes(-clock.Minutes));
                break;
            case RunStep run:
                await RunAsync(run, judge);
                break;
        }
        NoteFilled();
    }

    private void Edit(ScenarioPolicy policy)
    {
        _policy = policy;
        _regions.Add(policy.Region);
        _world.Profile = policy.ToProfile();
    }

    private async Task RunAsync(RunStep step, Func<FileRun, Task> judge)
    {
        var options = new RunOptions
        {
            Mode = step.Mode,
            Priority = step.Priority,
            All = step.All,
            Selection = step.Pick?.Email is { } email ? new RecordSelection { Emails = [email] } : null,
        };
        NoteFilled();
        using var before = _world.Copy();
        var result = await _world.RunAsync(options);
        NoteFilled();
        await judge(new FileRun
        {
            Policy = _policy,
            Options = options,
            Before = before,
            After = _world,
            Result = result,
            Entries = await _world.EntriesAsync(result.Run!.SyncId),
            Links = await _world.LinksAsync(),
            EverFilled = _everFilled,
            Regions = _regions,
        });
    }

    private void Add(Side side, Seed seed) => _world.Add(side, seed.Values.Select(pair => (pair.Key, Spiced(pair.Value))));

    /// <summary>A value with everything in it that is awkward in CSV.</summary>
    private static string? Spiced(string? value) => value == "abcdef" ? "a,b;c|d\te \"f\"\ng" : value;

    private void NoteFilled()
    {
        foreach (var side in new[] { Side.Crm, Side.Qb })
        {
            var sheet = _world.Load(side);
            foreach (var row in sheet.Rows)
            {
                foreach (var field in Pools.Fields.Where(field => sheet.Cell(row, field) is not null))
                    _everFilled.Add((side, sheet.NameOf(row), field));
            }
        }
    }
}
