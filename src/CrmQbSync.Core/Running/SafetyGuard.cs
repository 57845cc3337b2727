using CrmQbSync.Merging;

namespace CrmQbSync.Running;

/// <summary>Rule 8.6: a run that would do more than the profile allows writes nothing.</summary>
internal static class SafetyGuard
{
    /// <summary>How much a plan would write.</summary>
    public static PlanFigures FiguresOf(Plan plan)
    {
        int crmCreates = 0, crmUpdates = 0, crmDeletes = 0, qbCreates = 0, qbUpdates = 0, qbDeletes = 0, links = 0;
        foreach (var pair in plan.Pairs)
        {
            switch (pair.Kind)
            {
                case PairKind.Create when pair.Target == Side.Crm: crmCreates++; break;
                case PairKind.Create: qbCreates++; break;
                case PairKind.Delete when pair.Target == Side.Crm: crmDeletes++; break;
                case PairKind.Delete: qbDeletes++; break;
                case PairKind.Merge or PairKind.Link:
                    links += pair.Kind == PairKind.Link ? 1 : 0;
                    crmUpdates += pair.Merge!.Writes(Side.Crm) ? 1 : 0;
                    qbUpdates += pair.Merge.Writes(Side.Qb) ? 1 : 0;
                    break;
                default: break;
            }
        }
        return new PlanFigures
        {
            CrmCreates = crmCreates,
            CrmUpdates = crmUpdates,
            CrmDeletes = crmDeletes,
            QbCreates = qbCreates,
            QbUpdates = qbUpdates,
            QbDeletes = qbDeletes,
            Links = links,
        };
    }

    /// <summary>Why a plan may not be carried out; null if it may.</summary>
    public static SyncException? Check(PreparedRun run, PlanFigures figures)
    {
        var profile = run.Profile;
        var changed = run.Plan.Pairs.Count(pair => pair.Link is not null && pair.Kind is PairKind.Merge or PairKind.Delete && pair.WritesAny);
        if (EmptySide(run) is { } empty)
            return Block(profile, empty);
        if (ExcessOf(profile, figures) is { } excess)
            return Block(profile, $"The run would {excess}");
        if (profile.MaxChangePercent is { } percent && run.LinkedBefore > 0 && changed * 100L > percent * run.LinkedBefore)
            return Block(profile, $"The run would update or delete in {changed} of {run.LinkedBefore} linked pairs; safety.maxChangePercent allows {percent} %.");
        return null;
    }

    /// <summary>
    /// What of an undo a run would be stopped for; null if nothing. An undo is not stopped: it deletes only what a run created and nobody has touched since,
    /// and asks.
    /// </summary>
    public static string? WarningOf(SyncProfile profile, PlanFigures undo) => ExcessOf(profile, undo) is { } excess
        ? $"The undo would {excess} That limit stops runs, not an undo."
        : null;

    private static string? ExcessOf(SyncProfile profile, PlanFigures figures)
    {
        var deletes = figures.CrmDeletes + figures.QbDeletes;
        var creates = figures.CrmCreates + figures.QbCreates;
        if (deletes > profile.MaxDeletes)
            return $"delete {Records(deletes)}; safety.maxDeletes allows {profile.MaxDeletes}.";
        return profile.MaxCreates is { } maxCreates && creates > maxCreates
            ? $"create {Records(creates)}; safety.maxCreates allows {maxCreates}."
            : null;
    }

    private static string? EmptySide(PreparedRun run)
    {
        foreach (var session in new[] { run.Crm, run.Qb })
        {
            var linked = session.Side == Side.Crm ? run.Plan.CrmLinked : run.Plan.QbLinked;
            if (session.Reading is { IsFull: true, IsComplete: true } && session.Existing == 0 && linked > 0)
                return $"{(session.Side == Side.Crm ? "The CRM" : "QuickBooks")} reads as empty although {linked} of its records {(linked == 1 ? "is" : "are")} linked.";
        }
        return null;
    }

    private static string Records(int count) => count == 1 ? "1 record" : $"{count} records";

    private static SyncException Block(SyncProfile profile, string figures) => new(
        SyncErrorId.SafetyThresholdExceeded,
        $"Profile '{profile.Name}': {figures} Nothing was written.",
        "Look at the plan with -WhatIf. If it is what you want, run once with -Force; else mend the source, or change the limit in the profile.")
    {
        Subject = profile.Path,
    };
}
