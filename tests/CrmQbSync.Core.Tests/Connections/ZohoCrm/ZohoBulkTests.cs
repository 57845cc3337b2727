using CrmQbSync.Connections;
using CrmQbSync.Connections.ZohoCrm;
using CrmQbSync.Contacts;
using CrmQbSync.Emulators.ZohoCrm;

namespace CrmQbSync.Tests.Connections.ZohoCrm;

/// <summary>Full readings by bulk jobs, whatever becomes of these. The last run is told to have had so many contacts that a job is the cheapest way.</summary>
public sealed class ZohoBulkTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Jobs_that_do_not_hold_all_are_followed_by_token_or_by_number(bool givesTokens)
    {
        await using var world = await StartAsync(25);
        (world.Zoho.BulkRows, world.Zoho.BulkGivesTokens) = (10, givesTokens);
        await DemandAllAsync(world);
        Assert.Equal(3, Jobs(world));
        Assert.Equal(1, Queries(world));
    }

    [Fact]
    public async Task The_newest_contacts_are_not_lost_where_a_job_leaves_them_out()
    {
        await using var world = await StartAsync(25);
        world.Zoho.BulkLeavesOut = contact => contact.Text("Email") is "p23@x.example" or "p24@x.example";
        await DemandAllAsync(world);
    }

    [Fact]
    public async Task What_is_added_while_a_job_runs_has_not_everything_read_again()
    {
        await using var world = await StartAsync(25);
        world.Emulator.BeforeCall = request =>
        {
            if (request.Path.EndsWith("/result", StringComparison.Ordinal))
                world.Zoho.AddContact(("Last_Name", "Late"), ("Email", "late@x.example"));
        };
        await DemandAllAsync(world);
        Assert.Equal(3, Queries(world));
    }

    /// <summary>As does whatever comes for a job's file and is none: queries serve.</summary>
    [Theory]
    [InlineData("fails")]
    [InlineData("stays queued")]
    [InlineData("is forgotten")]
    [InlineData("has no file any more")]
    [InlineData("has a proxy's page for a file")]
    public async Task Where_a_job_comes_to_nothing_queries_serve(string what)
    {
        await using var world = await StartAsync(25);
        world.Zoho.BulkFails = what == "fails";
        world.Zoho.BulkLooks = what == "stays queued" ? int.MaxValue : 1;
        if (what == "is forgotten")
            world.Emulator.Faults.Add(new ZohoFault(ZohoFaultKind.NotFound, request => request.Method == "GET" && request.Path.Contains("/bulk/v8/read/", StringComparison.Ordinal), 100));
        else if (what.EndsWith("any more", StringComparison.Ordinal))
            world.Emulator.Faults.Add(ZohoFaultKind.NotFound, "GET", "/result", 100);
        else if (what.EndsWith("for a file", StringComparison.Ordinal))
            world.Emulator.Faults.Add(ZohoFaultKind.StrangePage, "GET", "/result", 100);
        await DemandAllAsync(world);
        Assert.InRange(world.Clock.Waited, TimeSpan.Zero, TimeSpan.FromMinutes(11));
    }

    [Fact]
    public async Task A_value_is_the_same_by_a_job_and_by_a_query()
    {
        await using var world = await StartAsync(1);
        world.More = """
            fields:
              OptOut: { crm: Email_Opt_Out, qb: Notes, direction: CrmToQb }
              Notes: { direction: None }
            """;
        world.Zoho.Contacts.Existing.Single().Values["Email_Opt_Out"] = true;
        var byJob = await DemandAllAsync(world);
        Assert.Equal(1, Jobs(world));
        var byQuery = await DemandAllAsync(world, records: null);
        Assert.Equal(1, Jobs(world));
        Assert.Equal(byQuery.Single().Values, byJob.Single().Values);
    }

    private static int Jobs(ZohoWorld world) => world.Emulator.ApiCalls.Count(call => call is { Method: "POST", Path: "/crm/bulk/v8/read" });

    private static int Queries(ZohoWorld world) => world.Emulator.ApiCalls.Count(call => call.Path.EndsWith("/coql", StringComparison.Ordinal));

    private static async Task<ZohoWorld> StartAsync(int count)
    {
        var world = await ZohoWorld.StartAsync();
        for (var number = 0; number < count; number++)
            world.Zoho.AddContact(("Last_Name", $"Person {number}"), ("Email", $"p{number}@x.example"));
        return world;
    }

    /// <summary>Reads everything: nothing may be missing, and the reading must know that.</summary>
    private static async Task<List<ContactRecord>> DemandAllAsync(ZohoWorld world, long? records = ZohoBulkRead.WorthFrom)
    {
        var memory = new ZohoMark { Organisation = world.Zoho.OrganisationId, Records = records };
        var (connection, traits) = await world.OpenAsync(memory.Write());
        await using var scope = connection;
        var reading = await connection.ReadAsync(new FieldSet(traits.Fields), null, CancellationToken.None);
        var found = (await reading.ReadPagesAsync(CancellationToken.None).ToListAsync()).SelectMany(page => page.Records).ToList();
        Assert.True(reading is { IsFull: true, IsComplete: true });
        Assert.Equal(world.Zoho.Contacts.Existing.Select(contact => contact.IdText), found.Select(record => record.Id).Order(StringComparer.Ordinal));
        return found;
    }
}
