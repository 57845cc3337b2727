using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Laws;

/// <summary>The kinds of services that scenarios are played on.</summary>
internal static class Shapes
{
    public static SideShape Crm(SideShape shape) => shape with { NeedsLastName = true, Limits = Pools.CrmLimits };

    public static SideShape Qb(SideShape shape) => shape with { NeedsUniqueName = true, Limits = Pools.QbLimits };

    public static string Describe(SideShape shape) => string.Join(", ", new[]
    {
        shape.TellsChanges ? "tells changes" : null,
        shape.KeepsDeleted ? "keeps deleted" : null,
        shape.ShowsDeletedValues ? "shows deleted values" : null,
        shape.MarkPassesOwnWrites ? "mark passes own writes" : null,
        shape.HasVersions ? "versions" : null,
        shape.TellsRecord ? "tells record" : null,
        shape.IsIdempotent ? "idempotent" : null,
        shape.IsSlow ? "slow" : null,
        shape.MaxBatch == int.MaxValue ? null : $"batches of {shape.MaxBatch}, {shape.MaxConcurrentBatches} at once",
        $"pages of {shape.PageSize}, order {shape.OrderSeed}",
    }.OfType<string>());
}
