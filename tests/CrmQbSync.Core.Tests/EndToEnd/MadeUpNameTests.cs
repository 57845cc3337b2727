using System.Text;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.EndToEnd;

/// <summary>Rule 6.3 over a file whose encoding cannot hold every name.</summary>
public sealed class MadeUpNameTests
{
    [Fact]
    public async Task Rule_6_3_A_last_name_that_the_encoding_cannot_hold_gives_way_to_the_next_candidate()
    {
        var profile = World.ProfileOf(Pools.Fields.Select(field => World.Rule(field)));
        using var world = new CsvWorld(profile, new CsvShape { Ids = CsvIds.Given }, new CsvShape { Ids = CsvIds.Given });
        world.Add(Side.Qb, ("Email", "ann@x.com"), ("Company", "株式会社"));
        world.Add(Side.Crm, ("Email", "zoe@x.com"), ("LastName", "Zoé"));
        await File.WriteAllTextAsync(world.PathOf(Side.Crm), await File.ReadAllTextAsync(world.PathOf(Side.Crm)), Encoding.Latin1);

        var run = (await world.RunAsync()).Run!;

        Assert.Equal((1, 0), (run.CrmCreated, run.Failed));
        var lines = (await File.ReadAllTextAsync(world.PathOf(Side.Crm), Encoding.Latin1)).Split('\n');
        var column = lines[0].Split(',').ToList().IndexOf("LastName");
        Assert.Equal("ann", lines.Single(line => line.Contains("ann@x.com", StringComparison.Ordinal)).Split(',')[column]);
    }
}
