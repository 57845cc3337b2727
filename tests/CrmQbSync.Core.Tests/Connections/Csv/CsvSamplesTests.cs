using CrmQbSync.Connections;
using CrmQbSync.Connections.Csv;
using CrmQbSync.Contacts;

namespace CrmQbSync.Tests.Connections.Csv;

public class CsvSamplesTests
{
    [Fact]
    public async Task The_samples_are_read_without_a_fault_and_have_what_makes_them_interesting()
    {
        using var zoho = Sample("zoho-contacts.csv", CsvFormat.ZohoExport, Side.Crm);
        using var quickBooks = Sample("quickbooks-customers.csv", CsvFormat.QuickBooksExport, Side.Qb);
        var (contacts, contactFaults, _, _) = await zoho.ReadAsync();
        var (customers, customerFaults, _, _) = await quickBooks.ReadAsync();
        Assert.Empty(contactFaults);
        Assert.Empty(customerFaults);
        Assert.InRange(contacts.Count, 140, 160);
        Assert.InRange(customers.Count, 140, 160);
        Assert.All(contacts, contact => Assert.NotNull(contact.ModifiedTime));
        Assert.Contains(customers, customer => customer.IsJob);
        Assert.Contains(customers, customer => customer.Deleted);
        Assert.Contains(customers, customer => customer.HasOpenBalance);

        HashSet<string> Keys(CsvBench bench, IEnumerable<ContactRecord> records) =>
            records.Select(record => EmailAddress.First(bench.Value(record, "Email"))).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        var both = Keys(zoho, contacts);
        both.IntersectWith(Keys(quickBooks, customers));
        Assert.InRange(both.Count, 90, 110);
    }

    [Theory]
    [InlineData("zoho-contacts.csv", CsvFormat.ZohoExport, Side.Crm)]
    [InlineData("quickbooks-customers.csv", CsvFormat.QuickBooksExport, Side.Qb)]
    public async Task An_update_of_a_sample_changes_one_row(string name, CsvFormat format, Side side)
    {
        using var bench = Sample(name, format, side);
        var before = Lines(bench.Bytes);
        var (records, _, _, connection) = await bench.ReadAsync();
        var record = records.First(candidate => !candidate.Deleted);
        await bench.WriteAsync(connection, bench.Update(record, ("Company", "Changed Ltd.")));
        var after = Lines(bench.Bytes);
        Assert.Equal(before.Count, after.Count);
        // A file without ids gets them at its first write: every row grows by one cell then.
        var changed = before.Zip(after).Count(pair => side == Side.Crm ? pair.First != pair.Second : !pair.Second.StartsWith(pair.First, StringComparison.Ordinal));
        Assert.Equal(1, changed);
    }

    private static List<string> Lines(byte[] bytes) =>
        [.. System.Text.Encoding.Latin1.GetString(bytes).Split('\n').Select(line => line.TrimEnd('\r'))];

    private static CsvBench Sample(string name, CsvFormat format, Side side)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CrmQbSync.slnx")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No CrmQbSync.slnx above the tests.");
        var bench = new CsvBench(format: format, side: side);
        File.Copy(Path.Combine(folder.FullName, "samples", name), bench.Path);
        return bench;
    }
}
