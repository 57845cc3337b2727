using CrmQbSync.Emulators.QuickBooksOnline;
using CrmQbSync.Emulators.ZohoCrm;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>Zoho CRM and QuickBooks Online kept the same, with edits and faults on both sides: nothing is doubled, both come to agree, and then it is quiet.</summary>
public sealed class BothServicesTests
{
    private const int People = 40;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Both_services_come_to_agree_whatever_goes_wrong_on_either(int seed)
    {
        var random = new Random(seed);
        await using var world = await BothServicesWorld.StartAsync();
        for (var person = 0; person < People; person++)
            Add(world, random, person);

        for (var day = 0; day < 3; day++)
        {
            Edit(world, random, day);
            world.AddFaults(random);
            await world.RunAsync();
            world.ClearFaults();
            await SettleAsync(world);
            AssertAgree(world);
            var quiet = (await world.RunAsync()).Run!;
            Assert.Equal((0, 0, 0, 0), (quiet.CrmCreated, quiet.CrmUpdated, quiet.QbCreated, quiet.QbUpdated));
        }
        Assert.Empty(world.QuickBooks.Company.Complaints);
    }

    /// <summary>What was broken off is finished by the runs after it, in a few at most.</summary>
    private static async Task SettleAsync(BothServicesWorld world)
    {
        for (var attempt = 0; attempt < 4; attempt++)
        {
            var result = await world.RunAsync();
            Assert.True(result.Error is null, result.Error?.ToString());
            if (result.Run!.Status == RunStatus.Succeeded)
                return;
        }
        var last = (await world.RunAsync()).Run!;
        Assert.Fail(string.Join('\n', (await world.EntriesAsync(last)).Where(entry => entry.Status == EntryStatus.Failed).Select(entry => $"{entry.Email}: {entry.ErrorCode} {entry.Message}")));
    }

    private static void AssertAgree(BothServicesWorld world)
    {
        var (contacts, customers) = (world.Contacts(), world.Customers());
        Assert.Equal(contacts.Keys.Order(StringComparer.Ordinal), customers.Keys.Order(StringComparer.Ordinal));
        foreach (var (email, contact) in contacts)
        {
            var customer = customers[email];
            Assert.Equal(
                (email, contact.Text("First_Name"), contact.Text("Phone"), contact.Text("Mailing_City"), contact.Text("Description")),
                (email, (string?)customer["GivenName"], (string?)customer["PrimaryPhone"]?["FreeFormNumber"], (string?)customer["BillAddr"]?["City"], (string?)customer["Notes"]));
        }
    }

    private static void Add(BothServicesWorld world, Random random, int person)
    {
        var email = $"person{person}@example.com";
        if (random.Next(3) < 2)
        {
            world.Zoho.Organisation.AddContact(
                ("Email", email), ("First_Name", $"First{person}"), ("Last_Name", $"Last{person}"), ("Phone", Phone(random)), ("Mailing_City", random.Next(2) == 0 ? null : "Paris"));
        }
        if (random.Next(3) > 0)
        {
            world.QuickBooks.Company.Add(new JObject
            {
                ["DisplayName"] = $"First{person} Last{person}", ["GivenName"] = $"First{person}", ["FamilyName"] = $"Last{person}",
                ["PrimaryEmailAddr"] = new JObject { ["Address"] = email }, ["Notes"] = $"note {person}",
                ["BillAddr"] = new JObject { ["City"] = "Lyon" },
            });
        }
    }

    private static void Edit(BothServicesWorld world, Random random, int day)
    {
        world.Wait(30);
        foreach (var contact in world.Contacts().Values.Where(_ => random.Next(3) == 0))
            world.Zoho.Organisation.Change(contact, random.Next(2) == 0 ? ("Description", $"crm {day} {random.Next(99)}") : ("Phone", Phone(random)));
        foreach (var customer in world.Customers().Values.Where(_ => random.Next(3) == 0))
            world.QuickBooks.Company.Edit((string)customer["Id"]!, new JObject { ["Notes"] = $"qb {day} {random.Next(99)}" });
        world.Zoho.Organisation.AddContact(("Email", $"crm{day}@example.com"), ("Last_Name", $"New{day}"));
        world.QuickBooks.Company.Add(new JObject { ["DisplayName"] = $"Newcomer {day}", ["PrimaryEmailAddr"] = new JObject { ["Address"] = $"qb{day}@example.com" } });
        world.Wait(30);
    }

    private static string Phone(Random random) => $"(212) 555-{random.Next(1000, 9999)}";
}
