namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>Rule 6.4 in a company file.</summary>
public sealed class NamingTests
{
    [Fact]
    public async Task Names_are_unique_across_all_four_lists()
    {
        await using var world = await DesktopWorld.StartAsync();
        world.Company.OtherNames.Add("ann lee");
        world.Company.SetActive(world.Company.Add("Ann Lee (2)"), false);
        for (var number = 0; number < 3; number++)
            world.AddContact($"ann{number}@x.com", ("FirstName", "Ann"), ("LastName", "Lee"));
        world.AddContact("colon@x.com", ("LastName", "A:B \u00e9\u4e2d"));
        world.AddContact("long@x.com", ("Company", new string('L', 60)));

        await world.SyncAsync();

        Assert.Equal(["Ann Lee (3)", "Ann Lee (4)", "Ann Lee (5)"], world.Company.Customers.Where(customer => customer["FirstName"] == "Ann").Select(customer => customer.Name).Order());
        Assert.Equal("A B \u00e9", world.Customer("colon@x.com").Name);
        Assert.Equal(new string('L', 41), world.Customer("long@x.com").Name);
        Assert.Equal((5, 0), (world.Run.QbCreated, world.Run.Failed));
        await world.AssertQuietAsync();
    }

    [Fact]
    public async Task Rule_6_4_A_name_of_which_QuickBooks_can_hold_no_letter_is_none()
    {
        await using var world = await DesktopWorld.StartAsync();
        world.AddContact("ann@x.com", ("LastName", "\u4e2d\u6587"), ("Company", "Acme"));
        world.AddContact("bob@x.com", ("LastName", "\u4e2d\u6587"));
        world.AddContact("cy@x.com", ("FirstName", "Cy"), ("LastName", "\u4e2d\u6587"));

        await world.SyncAsync();

        Assert.Equal(["Acme", "Cy", "bob@x.com"], world.Company.Customers.Select(customer => customer.Name).Order(StringComparer.Ordinal));
        await world.AssertQuietAsync();
    }
}
