using static CrmQbSync.Tests.Connections.QuickBooksOnline.QuickBooksBench;

namespace CrmQbSync.Tests.Connections.QuickBooksOnline;

/// <summary>Rule 6.4: names are unique over customers, vendors and employees.</summary>
public sealed class NameTests
{
    private static string[] NamesOf(QuickBooksBench bench) => [.. bench.Company.Customers.Select(customer => (string)customer["DisplayName"]!).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task Two_people_of_one_name_get_numbers_without_a_refusal_where_the_customers_were_read()
    {
        await using var bench = await StartAsync("mode: Export");
        bench.Company.Add(Customer("john SMITH", "first@example.com"));
        bench.WriteContacts(
            Contact(1, "second@example.com", ("FirstName", "John"), ("LastName", "Smith")),
            Contact(2, "third@example.com", ("FirstName", "John"), ("LastName", "Smith")));
        bench.Wait();

        await bench.SucceedAsync();

        Assert.Equal(["John Smith (2)", "John Smith (3)", "john SMITH"], NamesOf(bench));
        Assert.Equal(1, bench.Calls("batch"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Names_that_differ_in_accents_get_a_number_only_where_the_service_takes_them_for_the_same(bool same)
    {
        await using var bench = await StartAsync();
        bench.Emulator.Knobs.NamesIgnoreAccents = same;
        bench.Company.Add(Customer("Zoe Muller", "first@example.com"));
        bench.WriteContacts(Contact(1, "second@example.com", ("FirstName", "Zoë"), ("LastName", "Müller")));
        bench.Wait();

        await bench.SucceedAsync();

        Assert.Equal(same ? ["Zoe Muller", "Zoë Müller (2)"] : new[] { "Zoe Muller", "Zoë Müller" }, NamesOf(bench));
    }

    [Fact]
    public async Task The_name_of_a_vendor_is_answered_by_the_next_number_and_nobody_asks_for_vendors()
    {
        await using var bench = await StartAsync();
        bench.Company.AddVendor("Ada Lovelace");
        bench.WriteContacts(Contact(1, "ada@example.com", ("FirstName", "Ada"), ("LastName", "Lovelace")), Contact(2, "bob@example.com", ("LastName", "Bob")));

        await bench.SucceedAsync();

        Assert.Equal(["Ada Lovelace (2)", "Bob"], NamesOf(bench));
        Assert.Equal(2, bench.Calls("batch"));
        Assert.DoesNotContain(bench.Emulator.Calls, call => call.Url.Contains("Vendor", StringComparison.Ordinal));
        Assert.Empty(bench.Company.Complaints);
    }

    [Fact]
    public async Task After_a_second_refusal_it_is_asked_who_has_which_name()
    {
        await using var bench = await StartAsync();
        bench.Company.AddVendor("Ada O'Hara");
        bench.Company.AddEmployee("Ada O'Hara (2)");
        for (var number = 3; number < 40; number++)
            bench.Company.AddVendor($"Ada O'Hara ({number})");
        bench.WriteContacts(Contact(1, "ada@example.com", ("FirstName", "Ada"), ("LastName", "O'Hara")));

        await bench.SucceedAsync();

        Assert.Equal(["Ada O'Hara (40)"], NamesOf(bench));
        Assert.Equal(3, bench.Calls("batch"));
    }

    [Fact]
    public async Task A_name_that_is_refused_whatever_its_number_fails_and_stops_no_other_record()
    {
        await using var bench = await StartAsync();
        bench.Company.UnseenNames = name => name.StartsWith("Ada", StringComparison.Ordinal);
        bench.WriteContacts(Contact(1, "ada@example.com", ("LastName", "Ada")), Contact(2, "bob@example.com", ("LastName", "Bob")));

        var result = await bench.RunAsync();

        Assert.Equal((1, 1), (result.Run!.QbCreated, result.Run.Failed));
        var failed = Assert.Single(await bench.EntriesAsync(1), entry => entry.Status == EntryStatus.Failed);
        Assert.Equal(("6240", "ada@example.com"), (failed.ErrorCode, failed.Email));
        Assert.InRange(bench.Calls("batch"), 2, 15);
    }

    [Fact]
    public async Task Names_are_free_of_what_is_forbidden_and_fall_back_on_company_and_address()
    {
        await using var bench = await StartAsync();
        bench.WriteContacts(
            Contact(1, "a@example.com", ("LastName", "Ward: 3\tB")),
            Contact(2, "b@example.com", ("Company", "Acme: Ltd")),
            Contact(3, "c@example.com"));

        await bench.SucceedAsync();

        Assert.Equal(["Acme  Ltd", "Ward  3 B", "c@example.com"], NamesOf(bench));
    }

    [Fact]
    public async Task A_name_longer_than_500_is_cut_with_room_for_its_number()
    {
        await using var bench = await StartAsync();
        var name = new string('x', 600);
        bench.Company.AddVendor(name[..500]);
        bench.WriteContacts(Contact(1, "a@example.com", ("LastName", name)));

        await bench.SucceedAsync();

        Assert.Equal(new string('x', 496) + " (2)", Assert.Single(NamesOf(bench)));
    }

    [Fact]
    public async Task A_name_stays_as_it_is_when_the_person_is_renamed()
    {
        await using var bench = await StartAsync();
        bench.WriteContacts(Contact(1, "a@example.com", ("LastName", "Before")));
        await bench.SucceedAsync();
        bench.Wait();
        bench.WriteContacts(Contact(1, "a@example.com", ("LastName", "After")));

        await bench.SucceedAsync();

        Assert.Equal(("Before", "After"), ((string?)bench.Only()["DisplayName"], (string?)bench.Only()["FamilyName"]));
    }
}
