using CrmQbSync.Connections;
using CrmQbSync.Connections.Csv;
using CrmQbSync.Contacts;

namespace CrmQbSync.Tests.Connections.Csv;

public class CsvFormatTests
{
    private const string DesktopHeader =
        ",Active Status,Customer,Balance,Balance Total,Company,Mr./Ms./...,First Name,M.I.,Last Name,Main Phone,Fax,Alt. Phone,Job Title,Main Email,Bill to 1,Bill to 2,Bill to 3,Bill to City,Ship to 1,Ship to 2,Ship to City\r\n";

    private const string Desktop = DesktopHeader
        + ",Active,Acme,0.00,0.00,Acme Inc,Ms.,Ann,Q,Lee,555-0100,555-0101,555-0102,CFO,ann@example.com,Acme Inc,1 Main St,,Lyon,2 Dock Rd,,\r\n"
        + ",Active,Acme:Roof,0.00,0.00,,,,,,,,,,roof@example.com,,,,,,,\r\n"
        + ",Not-active,Old,0.00,0.00,,,,,,,,,,old@example.com,,,,,,,\r\n"
        + ",Active,Debtor,\"1,200.50\",\"1,200.50\",,,,,,,,,,debtor@example.com,,,,,,,\r\n";

    [Fact]
    public async Task A_Zoho_export_is_understood()
    {
        using var bench = new CsvBench(
            "\"Record Id\",\"Contact Owner\",\"First Name\",\"Last Name\",\"Account Name\",\"Account Name.id\",\"Email\",\"Title\",\"Phone\",\"Mobile\",\"Fax\",\"Mailing Street\",\"Mailing City\",\"Mailing State\",\"Mailing Zip\",\"Mailing Country\",\"Other Street\",\"Other Zip\",\"Description\",\"Created Time\",\"Modified Time\"\n"
            + "\"zcrm_487\",\"Pat\",\"Ann\",\"Lee\",\"Acme\",\"zcrm_1\",\"ann@example.com\",\"CFO\",\"1\",\"2\",\"3\",\"1 Main St\nFloor 2\",\"Lyon\",\"\",\"69001\",\"France\",\"4 Rue X\",\"75001\",\"hi\",\"2025-01-01 10:00:00\",\"2026-01-15 10:30:00\"\n",
            format: CsvFormat.ZohoExport);
        var (records, faults, _, connection) = await bench.ReadAsync();
        Assert.Empty(faults);
        var record = Assert.Single(records);
        Assert.Equal("zcrm_487", record.Id);
        Assert.Equal(new DateTimeOffset(2026, 1, 15, 10, 30, 0, TimeSpan.Zero), record.ModifiedTime);
        Assert.Equal(new DateTimeOffset(2025, 1, 1, 10, 0, 0, TimeSpan.Zero), record.CreatedTime);
        var expected = new Dictionary<string, string>
        {
            ["Email"] = "ann@example.com", ["FirstName"] = "Ann", ["LastName"] = "Lee", ["Company"] = "Acme", ["JobTitle"] = "CFO", ["Phone"] = "1", ["Mobile"] = "2",
            ["Fax"] = "3", ["Notes"] = "hi", ["BillingStreet"] = "1 Main St\nFloor 2", ["BillingCity"] = "Lyon", ["BillingPostalCode"] = "69001",
            ["BillingCountry"] = "France", ["ShippingStreet"] = "4 Rue X", ["ShippingPostalCode"] = "75001",
        };
        foreach (var field in bench.Fields.Fields)
            Assert.Equal(expected.GetValueOrDefault(field.Name), bench.Value(record, field.Name));
        await bench.WriteAsync(connection, bench.Update(record, ("Notes", "ho")));
        Assert.EndsWith("\"ho\",\"2025-01-01 10:00:00\",\"2026-05-17 12:00:00\"\n", bench.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_QuickBooks_Desktop_export_is_understood()
    {
        using var bench = new CsvBench(Desktop, format: CsvFormat.QuickBooksExport, side: Side.Qb);
        var traits = await bench.Connect().OpenAsync(null, default);
        Assert.True(traits.NeedsUniqueName);
        Assert.False(traits.NeedsLastName);
        var (records, _, _, _) = await bench.ReadAsync();
        Assert.Equal(["Acme", "Acme:Roof", "Old", "Debtor"], records.Select(record => record.OwnName));
        Assert.Equal([false, true, false, false], records.Select(record => record.IsJob));
        Assert.Equal([false, false, true, false], records.Select(record => record.Deleted));
        Assert.Equal([false, false, false, true], records.Select(record => record.HasOpenBalance));
        Assert.Equal("555-0102", bench.Value(records[0], "Mobile"));
        Assert.Equal("Q", bench.Value(records[0], "MiddleName"));
        Assert.Equal("Acme Inc\n1 Main St", bench.Value(records[0], "BillingStreet"));
        Assert.Equal("2 Dock Rd", bench.Value(records[0], "ShippingStreet"));
        Assert.Null(bench.Value(records[1], "BillingStreet"));

        Assert.Equal(3, (await bench.QueryAsync(new ContactQuery())).Count);
        Assert.Equal(4, (await bench.QueryAsync(new ContactQuery { IncludeInactive = true })).Count);
        Assert.Equal("old@example.com", Assert.Single(await bench.QueryAsync(new ContactQuery { Deleted = true })).Id);
    }

    [Fact]
    public async Task Lines_that_hold_a_whole_address_are_no_street()
    {
        using var bench = new CsvBench(
            "Customer,Main Email,Bill to 1,Bill to 2,Bill to 3,Bill to 4,Bill to 5,Ship to 1,Ship to 2,Ship to 3,Ship to 4,Ship to 5\r\n"
            + "Acme,ann@example.com,Acme Inc,1 Main St,\"Springfield, IL 62704\",,,,,,,\r\n",
            format: CsvFormat.QuickBooksExport,
            side: Side.Qb);
        var record = Assert.Single((await bench.ReadAsync()).Records);
        Assert.Null(bench.Value(record, "BillingStreet"));
        var traits = await bench.Connect().OpenAsync(null, default);
        Assert.DoesNotContain(traits.Fields, field => field.Name.EndsWith("Street", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_QuickBooks_Online_list_is_understood()
    {
        using var bench = new CsvBench(
            "Name,Company,Street Address,City,State,Country,Zip,Phone,Email,Open Balance,Notes\n"
            + "Ann Lee,Acme,1 Main St,Lyon,,France,69001,555-0100,ann@example.com,0,hi\nOld One (deleted),,,,,,,,old@example.com,0,\n",
            format: CsvFormat.QuickBooksExport,
            side: Side.Qb);
        var records = (await bench.ReadAsync()).Records;
        Assert.Equal("1 Main St", bench.Value(records[0], "BillingStreet"));
        Assert.Equal("69001", bench.Value(records[0], "BillingPostalCode"));
        Assert.Equal("hi", bench.Value(records[0], "Notes"));
        Assert.Equal("Ann Lee", records[0].OwnName);
        Assert.Equal([false, true], records.Select(record => record.Deleted));
    }

    [Fact]
    public async Task Street_lines_go_into_their_columns_and_surplus_ones_into_the_last()
    {
        using var bench = new CsvBench(Desktop, format: CsvFormat.QuickBooksExport, side: Side.Qb);
        var form = (await bench.Connect().OpenAsync(null, default)).StoredForm;
        var street = CanonicalFields.Find("BillingStreet")!;
        var stored = form.Store(street, "1 Main St\r\nFloor 2\nRoom 3\n\nDesk 4\n");
        Assert.Equal(new StoredValue("1 Main St\nFloor 2\nRoom 3, Desk 4", null), stored);
        Assert.Equal("a\nb", form.Store(street, "a\nb").Value);

        var (records, _, _, connection) = await bench.ReadAsync();
        await bench.WriteAsync(connection, bench.Update(records[0], ("BillingStreet", stored.Value), ("ShippingStreet", null)));
        var again = (await bench.ReadAsync()).Records;
        Assert.Equal(stored.Value, bench.Value(again[0], "BillingStreet"));
        Assert.Null(bench.Value(again[0], "ShippingStreet"));
        Assert.Contains(",1 Main St,Floor 2,\"Room 3, Desk 4\",Lyon,,,", bench.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_customer_becomes_inactive_and_comes_back_active()
    {
        using var bench = new CsvBench(Desktop, format: CsvFormat.QuickBooksExport, side: Side.Qb);
        var (records, _, _, connection) = await bench.ReadAsync();
        var outcomes = await bench.WriteAsync(connection, bench.Delete(records[0]), bench.Delete(records[3]), bench.Delete(records[2]));
        Assert.Equal([WriteStatus.Done, WriteStatus.OpenBalance, WriteStatus.Gone], outcomes.Select(outcome => outcome.Status));
        Assert.True(outcomes[0].Record!.Deleted);
        Assert.Contains(",Not-active,Acme,", bench.Text, StringComparison.Ordinal);
        var back = (await bench.WriteAsync(await bench.OpenAsync(), bench.Restore(outcomes[0].Record!.Id, outcomes[0].RestoreData)))[0];
        Assert.Equal(WriteStatus.Done, back.Status);
        Assert.False(back.Record!.Deleted);
        Assert.Contains(",Active,Acme,", bench.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_customers_get_a_name_that_is_unique_in_the_file()
    {
        using var bench = new CsvBench(Desktop, format: CsvFormat.QuickBooksExport, side: Side.Qb);
        var (_, _, _, connection) = await bench.ReadAsync();
        var outcomes = await bench.WriteAsync(
            connection,
            bench.Create(("Email", "x1@example.com")) with { Name = "ACME" },
            bench.Create(("Email", "x2@example.com")) with { Name = "Acme" },
            bench.Create(("Email", "x3@example.com")) with { Name = "A:\"B\"" },
            bench.Create(("Email", "x4@example.com")));
        Assert.Equal(["ACME (2)", "Acme (3)", "A  B", "x4@example.com"], outcomes.Select(outcome => outcome.Record!.OwnName));
        Assert.All(outcomes, outcome => Assert.False(outcome.Record!.Deleted || outcome.Record.IsJob));
        Assert.Contains("\r\n,Active,ACME (2),", bench.Text, StringComparison.Ordinal);
        Assert.EndsWith(",x4@example.com,,,,,,,,8\r\n", bench.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_profile_names_takes_the_place_of_what_the_format_knows()
    {
        using var bench = new CsvBench(Desktop, format: CsvFormat.QuickBooksExport, side: Side.Qb);
        bench.Options = bench.Options with { Rules = [.. bench.Options.Rules, new FieldRule(ContactField.Custom("Second", FieldKind.Phone), "x", "Alt. Phone")] };
        var traits = await bench.Connect().OpenAsync(null, default);
        Assert.Contains(traits.Fields, field => field.Name == "Second");
        Assert.DoesNotContain(traits.Fields, field => field.Name == "Mobile");
    }

    [Theory]
    [InlineData("2026-01-15 10:30:00", "2026-05-17 12:00:00")]
    [InlineData("01/15/2026 10:30 AM", "05/17/2026 12:00 PM")]
    [InlineData("1/15/2026 9:30 AM", "5/17/2026 12:00 PM")]
    [InlineData("15/01/2026 10:30", "17/05/2026 12:00")]
    [InlineData("15.01.2026 10:30:00", "17.05.2026 12:00:00")]
    [InlineData("Jan 15, 2026 10:30 AM", "May 17, 2026 12:00 PM")]
    [InlineData("2026-01-15T10:30:00+01:00", "2026-05-17T12:00:00Z")]
    public void The_style_of_an_export_is_found_and_kept(string cell, string written)
    {
        var style = CsvTimeStyle.Find([cell]);
        Assert.True(style.TryRead(cell, out var time));
        Assert.Equal(new DateTime(2026, 1, 15), time.UtcDateTime.Date);
        Assert.Equal(written, style.Write(new DateTimeOffset(2026, 5, 17, 14, 0, 0, TimeSpan.FromHours(2))));
        Assert.True(style.TryRead("2026-05-17T12:00:00Z", out _));
        Assert.False(style.TryRead("soon", out _));
    }

    [Fact]
    public void Day_and_month_are_told_apart_by_the_whole_column()
    {
        var cells = Enumerable.Repeat("05/11/2026 10:00", 5_000);
        Assert.True(CsvTimeStyle.Find(cells).TryRead("05/11/2026 10:00", out var american));
        Assert.Equal(5, american.Month);
        Assert.True(CsvTimeStyle.Find([.. cells, "25/11/2026 10:00"]).TryRead("05/11/2026 10:00", out var european));
        Assert.Equal(11, european.Month);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("  ", null)]
    [InlineData(" ,; ", null)]
    [InlineData(" Ann@Example.com ", "Ann@Example.com")]
    [InlineData("MAILTO:ann@example.com?subject=a", "ann@example.com")]
    [InlineData("Ann Lee <mailto:ann@example.com>; b@example.com", "ann@example.com")]
    [InlineData(";a@example.com,b@example.com", "a@example.com")]
    [InlineData("zoe\u0301@example.com", "zo\u00E9@example.com")]
    [InlineData("not an address", "not an address")]
    public void Keys_are_addresses_in_normal_form(string? cell, string? key) => Assert.Equal(key, EmailAddress.First(cell));
}
