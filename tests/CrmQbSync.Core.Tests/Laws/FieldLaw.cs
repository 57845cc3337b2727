using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Laws;

/// <summary>Section 5 in full: every way in which one field of a pair can have stood and been edited, under every policy.</summary>
public sealed class FieldLaw
{
    private static readonly string?[] Values = [null, "a", "b"];

    public static TheoryData<FieldDirection, BlanksPolicy> Policies
    {
        get
        {
            var data = new TheoryData<FieldDirection, BlanksPolicy>();
            foreach (var direction in Enum.GetValues<FieldDirection>())
            {
                foreach (var blanks in Enum.GetValues<BlanksPolicy>())
                    data.Add(direction, blanks);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task A_field_ends_as_the_rules_say(FieldDirection direction, BlanksPolicy blanks)
    {
        var faults = new List<string>();
        var number = 0;
        foreach (var first in Enum.GetValues<SyncPriority>())
        {
            foreach (var second in Enum.GetValues<SyncPriority>())
            {
                foreach (var mode in Enum.GetValues<SyncMode>())
                {
                    var runs = new[]
                    {
                        new RunOptions { Priority = first, Force = true },
                        new RunOptions { Priority = second, Mode = mode, Force = true },
                        new RunOptions { Priority = first, Force = true, All = number++ % 2 == 0 },
                    };
                    faults.AddRange(await PlayAsync(direction, blanks, runs));
                }
            }
        }
        Assert.True(faults.Count == 0, $"{faults.Count} faults, such as\n{string.Join('\n', faults.Take(12))}");
    }

    /// <summary>Every pair of values, edited to every pair of values, and then some of them again; a run after each.</summary>
    private static async Task<IEnumerable<string>> PlayAsync(FieldDirection direction, BlanksPolicy blanks, RunOptions[] runs)
    {
        var world = People.World(adjust: profile => profile with
        {
            Blanks = blanks,
            Rules = [World.Rule("Email"), World.Rule("LastName"), World.Rule("Notes", direction)],
        });
        var pairs = AllPairs(direction, blanks).ToList();
        foreach (var pair in pairs)
            pair.Enter(world);
        var faults = new List<string>();
        for (var run = 0; run < runs.Length; run++)
        {
            foreach (var pair in pairs)
                pair.Edit(world, run);
            world.Wait();
            var expected = pairs.Select(pair => pair.Expect(world, runs[run])).ToArray();
            var result = await world.RunAsync(runs[run]);
            Assert.Equal(RunStatus.Succeeded, result.Run!.Status);
            Assert.Empty(world.Guard.Breaches);
            var conflicts = (await world.ConflictsAsync()).Select(conflict => conflict.CrmId).ToHashSet();
            faults.AddRange(pairs.Zip(expected)
                .Select(item => item.First.Compare(world, item.Second, conflicts) is { } fault ? $"run {run + 1} of {Describe(runs)}: {fault}" : null)
                .OfType<string>());
            pairs = [.. pairs.Where(pair => !pair.WentWrong)];
        }
        return faults;
    }

    private static IEnumerable<FieldPair> AllPairs(FieldDirection direction, BlanksPolicy blanks)
    {
        var number = 0;
        foreach (var crm in Values)
        {
            foreach (var qb in Values)
            {
                foreach (var crmNext in Values)
                {
                    foreach (var qbNext in Values)
                    {
                        var oracle = new FieldOracle { Direction = direction, Blanks = blanks };
                        yield return new FieldPair(number, oracle, [(crm, qb), (crmNext, qbNext), (Values[number % 3], Values[number / 3 % 3])]);
                        number++;
                    }
                }
            }
        }
    }

    private static string Describe(RunOptions[] runs) =>
        string.Join(", ", runs.Select(run => $"{run.Mode ?? SyncMode.Synchronize} by {run.Priority}{(run.All ? " (all)" : "")}"));
}
