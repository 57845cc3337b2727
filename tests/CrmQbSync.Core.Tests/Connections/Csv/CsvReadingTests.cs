using System.Text;
using CrmQbSync.Connections;
using CrmQbSync.Connections.Csv;
using CrmQbSync.Contacts;

namespace CrmQbSync.Tests.Connections.Csv;

public class CsvReadingTests
{
    private const string Sample = "Id,Email,FirstName,Notes,ModifiedTime\r\n1,ann@example.com,Ann,\"a, \"\"b\"\"\r\nc\",2026-01-02T03:04:05Z\r\n2,bob@example.org,Bob,,\r\n";

    [Fact]
    public async Task A_canonical_file_is_read_whole()
    {
        using var bench = new CsvBench(Sample);
        var (records, faults, reading, _) = await bench.ReadAsync();
        Assert.Empty(faults);
        Assert.True(reading.IsFull);
        Assert.True(reading.IsComplete);
        Assert.Equal(["1", "2"], records.Select(record => record.Id));
        Assert.Equal("a, \"b\"\r\nc", bench.Value(records[0], "Notes"));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), records[0].ModifiedTime);
        Assert.Null(bench.Value(records[1], "Notes"));
        Assert.Null(records[1].ModifiedTime);
    }

    [Fact]
    public async Task Traits_hold_the_fields_that_have_a_column_and_Email_first()
    {
        using var bench = new CsvBench("firstname , EMAIL\nAnn,ann@example.com\n");
        var traits = await bench.Connect().OpenAsync(null, default);
        Assert.Equal(["Email", "FirstName"], traits.Fields.Select(field => field.Name));
        Assert.True(traits.CanRestore);
        Assert.True(traits.NeedsLastName);
        Assert.False(traits.NeedsUniqueName);
        Assert.Equal(int.MaxValue, traits.MaxBatch);
        Assert.Equal(1, traits.MaxConcurrentBatches);
    }

    public static TheoryData<string, string> Delimiters()
    {
        var data = new TheoryData<string, string>();
        foreach (var delimiter in new[] { ",", ";", "\t", "|" })
        {
            foreach (var encoding in new[] { "utf-8", "utf-8-bom", "utf-16", "utf-16BE", "windows-1252" })
                data.Add(delimiter, encoding);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Delimiters))]
    public async Task Every_delimiter_and_encoding_is_found(string delimiter, string encoding)
    {
        var text = $"Id{delimiter}Email{delimiter}FirstName{delimiter}Notes\n1{delimiter}zoé@example.com{delimiter}Zoé{delimiter}\"ü{delimiter}—\"\n";
        using var bench = new CsvBench(text, EncodingOf(encoding));
        var (records, faults, _, _) = await bench.ReadAsync();
        Assert.Empty(faults);
        var record = Assert.Single(records);
        Assert.Equal("zoé@example.com", bench.Value(record, "Email"));
        Assert.Equal("Zoé", bench.Value(record, "FirstName"));
        Assert.Equal($"ü{delimiter}—", bench.Value(record, "Notes"));
    }

    [Fact]
    public async Task Blank_rows_are_no_records_and_no_faults()
    {
        using var bench = new CsvBench("Id,Email,Notes\n\n1,a@example.com,\n,,\n , ,\"\"\n,,,,,\n\t\n\u00A0,\t,\u2003\n2,b@example.com,x\n\n\n");
        var (records, faults, reading, _) = await bench.ReadAsync();
        Assert.Empty(faults);
        Assert.True(reading.IsComplete);
        Assert.Equal(["1", "2"], records.Select(record => record.Id));
    }

    [Fact]
    public async Task A_file_with_only_a_header_has_no_records()
    {
        using var bench = new CsvBench("Id,Email");
        var (records, faults, reading, _) = await bench.ReadAsync();
        Assert.Empty(records);
        Assert.Empty(faults);
        Assert.True(reading.IsComplete);
    }

    [Theory]
    [InlineData("Id,Email,Notes\n1,a@example.com\n2,b@example.com,x\n", 2, "2 cells")]
    [InlineData("Id,Email,Notes\n1,a@example.com,x,y\n2,b@example.com,x\n", 2, "4 cells")]
    [InlineData("Id,Email,Notes\n1,a@example.com,\"open\n2,b@example.com,x\n", 2, "quote")]
    [InlineData("Id,Email,Notes\n1,a@example.com,\"x\"y\n2,b@example.com,x\n", 2, "quote")]
    [InlineData("Id,Email,Notes\n2,b@example.com,x\n1,a@example.com,\"open", 3, "quote")]
    [InlineData("Id,Email,Notes\n2,b@example.com,x\n1,a@example.com,\"open\"\"", 3, "quote")]
    [InlineData("Id,Email,ModifiedTime\n1,a@example.com,soon\n2,b@example.com,\n", 2, "soon")]
    [InlineData("Id,Email,Notes\n2,b@example.com,x\n2,c@example.com,\n", 3, "same id '2'")]
    public async Task A_faulty_row_is_told_with_its_line_and_the_others_are_read(string text, int line, string what)
    {
        using var bench = new CsvBench(text);
        var (records, faults, reading, _) = await bench.ReadAsync();
        var fault = Assert.Single(faults);
        Assert.Equal(ErrorCodes.BadRow, fault.Code);
        Assert.Contains($"Line {line} ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(what, fault.Message, StringComparison.Ordinal);
        Assert.Equal("b@example.com", bench.Value(Assert.Single(records), "Email"));
        Assert.False(reading.IsComplete);
    }

    [Fact]
    public async Task Line_numbers_count_line_breaks_in_cells()
    {
        using var bench = new CsvBench("Id,Email,Notes\n1,a@example.com,\"x\ny\nz\"\n\n2,b@example.com\n");
        var (_, faults, _, _) = await bench.ReadAsync();
        Assert.Contains("Line 6 ", Assert.Single(faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quote_within_a_cell_that_begins_without_one_is_a_character()
    {
        using var bench = new CsvBench("Id,Email,Notes\n1,a@example.com,5\" pipe\n2,b@example.com,6\" \"pipe\"");
        var (records, faults, _, _) = await bench.ReadAsync();
        Assert.Empty(faults);
        Assert.Equal(["5\" pipe", "6\" \"pipe\""], records.Select(record => bench.Value(record, "Notes")));
    }

    [Fact]
    public async Task An_open_quote_in_the_middle_of_a_large_file_costs_one_row()
    {
        var text = new StringBuilder("Id,Email,Notes\n");
        for (var row = 1; row <= 20_000; row++)
            text.Append(row).Append(row == 7_000 ? ",p@example.com,\"open\n" : row % 3 == 0 ? ",p@example.com,\"x, y\"\n" : ",p@example.com,z\n");
        using var bench = new CsvBench(text.ToString());
        var (records, faults, _, _) = await bench.ReadAsync();
        Assert.Contains("Line 7001 ", Assert.Single(faults).Message, StringComparison.Ordinal);
        Assert.Equal("7000", faults[0].Id);
        Assert.Equal(19_999, records.Count);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public async Task Every_line_end_is_understood(string lineEnd)
    {
        using var bench = new CsvBench(string.Join(lineEnd, "Id,Email", "1,a@example.com", "2,b@example.com"));
        var (records, faults, _, _) = await bench.ReadAsync();
        Assert.Empty(faults);
        Assert.Equal(2, records.Count);
    }

    [Fact]
    public async Task An_unchanged_file_gives_a_delta_without_pages()
    {
        using var bench = new CsvBench(Sample);
        var mark = (await bench.ReadAsync()).Reading.Mark;
        Assert.NotNull(mark);
        var (records, _, reading, _) = await bench.ReadAsync(mark);
        Assert.False(reading.IsFull);
        Assert.True(reading.IsComplete);
        Assert.Empty(records);
        Assert.Equal(mark, reading.Mark);
    }

    [Fact]
    public async Task A_file_with_a_changed_cell_is_read_whole_though_its_time_stands()
    {
        using var bench = new CsvBench(Sample);
        var mark = (await bench.ReadAsync()).Reading.Mark;
        var time = File.GetLastWriteTimeUtc(bench.Path);
        bench.Write(Sample.Replace("Bob", "Rob", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(bench.Path, time);
        var (records, _, reading, _) = await bench.ReadAsync(mark);
        Assert.True(reading.IsFull);
        Assert.Equal("Rob", bench.Value(records[1], "FirstName"));
    }

    [Fact]
    public async Task An_unchanged_file_with_a_faulty_row_or_another_mapping_is_read_whole()
    {
        using var bench = new CsvBench("Id,Email,Notes\n1,a@example.com\n");
        var mark = (await bench.ReadAsync()).Reading.Mark;
        var (_, faults, reading, _) = await bench.ReadAsync(mark);
        Assert.True(reading.IsFull);
        Assert.False(reading.IsComplete);
        Assert.Single(faults);

        bench.Write(Sample);
        mark = (await bench.ReadAsync()).Reading.Mark;
        bench.Options = bench.Options with { Columns = bench.Options.Columns.Add("Company", "FirstName") };
        Assert.True((await bench.ReadAsync(mark)).Reading.IsFull);
    }

    [Fact]
    public async Task A_mark_of_another_kind_is_no_mark()
    {
        using var bench = new CsvBench(Sample);
        Assert.True((await bench.ReadAsync("{nonsense")).Reading.IsFull);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("email")]
    [InlineData("since")]
    public async Task Queries_give_what_is_asked_for(string by)
    {
        using var bench = new CsvBench("Id,Email,ModifiedTime\n1,Ann@Example.com,2026-01-01\n2,\"Bob <bob@example.com>; x@example.com\",2026-02-01T00:00:00+02:00\n3,c@example.com,\n");
        var found = await bench.QueryAsync(by switch
        {
            "id" => new ContactQuery { Ids = ["2", "9"] },
            "email" => new ContactQuery { Emails = ["BOB@example.com"] },
            _ => new ContactQuery { ModifiedSince = new DateTimeOffset(2026, 1, 31, 22, 0, 0, TimeSpan.Zero) },
        });
        Assert.Equal("2", Assert.Single(found).Id);
    }

    [Fact]
    public async Task Reading_stops_soon_when_cancelled()
    {
        var text = new StringBuilder("Id,Email\n");
        for (var row = 1; row <= 200_000; row++)
            text.Append(row).Append(",somebody@example.com\n");
        using var bench = new CsvBench(text.ToString());
        var connection = await bench.OpenAsync();
        using var stop = new CancellationTokenSource();
        var reading = await connection.ReadAsync(bench.Fields, null, stop.Token);
        var read = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var page in reading.ReadPagesAsync(stop.Token))
            {
                read += page.Records.Count;
                await stop.CancelAsync();
            }
        });
        Assert.InRange(read, 1, 50_000);
        Assert.Null(reading.Mark);
    }

    [Fact]
    public async Task A_consumer_that_leaves_early_leaves_nothing_open()
    {
        var text = new StringBuilder("Id,Email\n");
        for (var row = 1; row <= 100_000; row++)
            text.Append(row).Append(",somebody@example.com\n");
        using var bench = new CsvBench(text.ToString());
        var reading = await (await bench.OpenAsync()).ReadAsync(bench.Fields, null, default);
        await foreach (var page in reading.ReadPagesAsync(default))
        {
            Assert.NotEmpty(page.Records);
            break;
        }
        using var exclusive = new FileStream(bench.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.False(reading.IsComplete);
    }

    [Fact]
    public async Task A_file_that_changes_between_opening_and_reading_is_an_error()
    {
        using var bench = new CsvBench(Sample);
        var connection = await bench.OpenAsync();
        bench.Write(Sample + "3,c@example.com,,,\n");
        var error = await Assert.ThrowsAsync<SyncException>(() => connection.ReadAsync(bench.Fields, null, default));
        Assert.Equal(SyncErrorId.SourceChanged, error.Id);
    }

    internal static Encoding EncodingOf(string name) => name switch
    {
        "utf-8" => new UTF8Encoding(false),
        "utf-8-bom" => new UTF8Encoding(true),
        "windows-1252" => CodePagesEncodingProvider.Instance.GetEncoding(1252)!,
        _ => Encoding.GetEncoding(name),
    };
}
