using System.Collections.Immutable;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Laws;

/// <summary>What two sides hold at first, how they are synchronised, and what happens then.</summary>
internal sealed record Scenario
{
    public ScenarioPolicy Policy { get; init; } = new();

    public SideShape CrmShape { get; init; } = Shapes.Crm(SideShape.File);

    public SideShape QbShape { get; init; } = Shapes.Qb(SideShape.File);

    public ImmutableArray<Seed> Crm { get; init; } = [];

    public ImmutableArray<Seed> Qb { get; init; } = [];

    public ImmutableArray<Step> Steps { get; init; } = [];

    /// <summary>A number for whatever a law wants to choose.</summary>
    public int Choice { get; init; }

    public override string ToString() => $"""

        policy  {Policy}
        crm     {Shapes.Describe(CrmShape)}
        {Lines(Crm)}
        qb      {Shapes.Describe(QbShape)}
        {Lines(Qb)}
        steps
        {Lines(Steps)}
        choice  {Choice}
        """;

    private static string Lines<T>(ImmutableArray<T> items) => string.Join('\n', items.Select(item => "          " + item));
}
