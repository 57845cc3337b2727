using System.Collections.Immutable;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Laws;

/// <summary>Makes scenarios smaller, so that what is left of one that breaks a law is what breaks it.</summary>
internal static class ScenarioShrinker
{
    public static IEnumerable<Scenario> Shrink(Scenario scenario)
    {
        foreach (var steps in Without(scenario.Steps))
            yield return scenario with { Steps = steps };
        foreach (var crm in Without(scenario.Crm))
            yield return scenario with { Crm = crm };
        foreach (var qb in Without(scenario.Qb))
            yield return scenario with { Qb = qb };
        foreach (var policy in Smaller(scenario.Policy))
            yield return scenario with { Policy = policy };
        foreach (var (index, step) in scenario.Steps.Index())
        {
            foreach (var smaller in Smaller(step))
                yield return scenario with { Steps = scenario.Steps.SetItem(index, smaller) };
        }
        foreach (var (index, seed) in scenario.Crm.Index())
        {
            foreach (var smaller in Smaller(seed))
                yield return scenario with { Crm = scenario.Crm.SetItem(index, smaller) };
        }
        foreach (var (index, seed) in scenario.Qb.Index())
        {
            foreach (var smaller in Smaller(seed))
                yield return scenario with { Qb = scenario.Qb.SetItem(index, smaller) };
        }
        foreach (var shape in Smaller(scenario.CrmShape))
            yield return scenario with { CrmShape = Shapes.Crm(shape) };
        foreach (var shape in Smaller(scenario.QbShape))
            yield return scenario with { QbShape = Shapes.Qb(shape) };
    }

    private static IEnumerable<ImmutableArray<T>> Without<T>(ImmutableArray<T> items)
    {
        if (items.Length > 3)
        {
            yield return items[(items.Length / 2)..];
            yield return items[..(items.Length / 2)];
        }
        for (var index = 0; index < items.Length; index++)
            yield return items.RemoveAt(index);
    }

    private static IEnumerable<ScenarioPolicy> Smaller(ScenarioPolicy policy)
    {
        var plain = new ScenarioPolicy { Known = policy.Known };
        return new[]
        {
            plain,
            policy with { Mode = plain.Mode },
            policy with { Priority = plain.Priority },
            policy with { TieBreaker = plain.TieBreaker },
            policy with { Blanks = plain.Blanks },
            policy with { Deletions = plain.Deletions },
            policy with { WhenEmailChanges = plain.WhenEmailChanges },
            policy with { TransferAll = false },
            policy with { IncludeJobs = false },
            policy with { City = null },
            policy with { Region = plain.Region },
            policy with { Unmapped = plain.Unmapped },
        }
        .Concat(policy.Fields.Keys.Select(field => policy with { Fields = policy.Fields.Remove(field) }))
        .Concat(policy.Fields.Where(pair => pair.Value.Priority is not null).Select(pair => policy with { Fields = policy.Fields.SetItem(pair.Key, pair.Value with { Priority = null }) }))
        .Where(smaller => smaller.ToString() != policy.ToString());
    }

    private static IEnumerable<Step> Smaller(Step step) => step switch
    {
        RunStep run => new[]
        {
            run with { Mode = null },
            run with { Priority = null },
            run with { Pick = null },
            run with { All = false },
            run with { Trouble = null },
        }.Where(smaller => smaller != run),
        PolicyStep policy => Smaller(policy.Policy).Select(smaller => new PolicyStep(smaller)),
        AddStep add => Smaller(add.Seed).Select(seed => add with { Seed = seed }),
        EditStep { Record: > 0 } edit => [edit with { Record = edit.Record - 1 }],
        DeleteStep { Record: > 0 } delete => [delete with { Record = delete.Record - 1 }],
        RestoreStep { Record: > 0 } restore => [restore with { Record = restore.Record - 1 }],
        _ => [],
    };

    private static IEnumerable<Seed> Smaller(Seed seed)
    {
        if (seed.IsJob)
            yield return seed with { IsJob = false };
        if (seed.HasOpenBalance)
            yield return seed with { HasOpenBalance = false };
        foreach (var (field, _) in seed.Values.Where(pair => pair.Value is not null && pair.Key != Pools.Email))
            yield return seed with { Values = seed.Values.SetItem(field, null) };
        if (seed.Values.GetValueOrDefault(Pools.Email) is { } email && email != "ann@x.com")
            yield return seed with { Values = seed.Values.SetItem(Pools.Email, "ann@x.com") };
    }

    private static IEnumerable<SideShape> Smaller(SideShape shape)
    {
        var plain = SideShape.File;
        return new[]
        {
            plain,
            shape with { IsSlow = false },
            shape with { MaxBatch = plain.MaxBatch, MaxConcurrentBatches = 1 },
            shape with { PageSize = plain.PageSize },
            shape with { OrderSeed = 0 },
            shape with { TellsRecord = false },
            shape with { MarkPassesOwnWrites = false },
            shape with { ShowsDeletedValues = false },
            shape with { IsIdempotent = false },
            shape with { HasVersions = false },
            shape with { TellsChanges = false },
            shape with { KeepsDeleted = false },
        }.Where(smaller => Shapes.Describe(smaller) != Shapes.Describe(shape));
    }
}
