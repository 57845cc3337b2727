using System.Text;
using CrmQbSync.Connections.Csv;
using CrmQbSync.Contacts;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Connections.Csv;

public class CsvSourceTests
{
    private static async Task<SyncException> FailAsync(CsvBench bench)
    {
        var error = await Assert.ThrowsAsync<SyncException>(() => bench.ReadAsync());
        Assert.Contains(bench.Path, error.Message, StringComparison.Ordinal);
        Assert.Equal(bench.Path, error.Subject);
        Assert.NotEmpty(error.Advice);
        return error;
    }

    [Fact]
    public async Task A_missing_file_is_SourceNotFound()
    {
        using var bench = new CsvBench();
        Assert.Equal(SyncErrorId.SourceNotFound, (await FailAsync(bench)).Id);
    }

    [Fact]
    public async Task A_missing_folder_is_SourceNotFound()
    {
        using var bench = new CsvBench();
        bench.Options = bench.Options with { Path = Path.Combine(bench.Folder, "nowhere", "x.csv") };
        var error = await Assert.ThrowsAsync<SyncException>(() => bench.OpenAsync());
        Assert.Equal(SyncErrorId.SourceNotFound, error.Id);
    }

    [Fact]
    public async Task A_folder_is_no_file()
    {
        using var bench = new CsvBench();
        Directory.CreateDirectory(bench.Path);
        var error = await FailAsync(bench);
        Assert.Equal(SyncErrorId.SourceInvalid, error.Id);
        Assert.Contains("folder", error.Message, StringComparison.Ordinal);
    }

#if !WINDOWS
    [Fact]
    public async Task A_pipe_is_told_instead_of_waited_for()
    {
        using var bench = new CsvBench();
        UnixFiles.MakePipe(bench.Path);
        var error = await FailAsync(bench);
        Assert.Equal(SyncErrorId.SourceInvalid, error.Id);
        Assert.Contains("a pipe or a device", error.Message, StringComparison.Ordinal);
    }
#endif

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\uFEFF", "empty")]
    [InlineData("\nId,Email\n", "blank")]
    [InlineData("Id,Name\n1,x\n", "e-mail column")]
    [InlineData("Customer Contact List\n\nId,Email\n1,a@example.com\n", "'Customer Contact List'")]
    [InlineData("Id,Email,Notes, notes \n", "'Notes'")]
    [InlineData("Id,\"Email\n1,a@example.com\n", "header row")]
    public async Task A_file_without_a_usable_header_says_what_is_wrong(string text, string what)
    {
        using var bench = new CsvBench(text);
        var error = await FailAsync(bench);
        Assert.Equal(SyncErrorId.SourceInvalid, error.Id);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Customer,Main Email,Main Phone\n", "format: QuickBooksExport")]
    [InlineData("Customer,Company\n", "choose another 'format'")]
    public async Task An_export_without_its_format_is_told_which_one_fits(string text, string advice)
    {
        using var bench = new CsvBench(text);
        Assert.Contains(advice, (await FailAsync(bench)).Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_that_mean_nothing_may_stand_there_twice()
    {
        using var bench = new CsvBench("Id,Tag,Email,Tag,,\n1,x,a@example.com,y,,\n");
        Assert.Single((await bench.ReadAsync()).Records);
    }

    [Fact]
    public async Task Binary_files_are_told()
    {
        using var bench = new CsvBench();
        File.WriteAllBytes(bench.Path, [.. Encoding.ASCII.GetBytes("Id,Email\n1,a"), 0, 0, 1]);
        Assert.Contains("NUL", (await FailAsync(bench)).Message, StringComparison.Ordinal);

        File.WriteAllText(bench.Path, "Id,Email\n1,a\0b\n", Encoding.Unicode);
        Assert.Contains("NUL", (await FailAsync(bench)).Message, StringComparison.Ordinal);

        File.WriteAllBytes(bench.Path, [.. Encoding.ASCII.GetBytes("PK\x03\x04"), .. new byte[100]]);
        Assert.Contains("Excel", (await FailAsync(bench)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_UTF_16_is_told_instead_of_being_repaired()
    {
        using var bench = new CsvBench();
        File.WriteAllBytes(bench.Path, [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("Id,Email\n1,a@example.com\n"), 0x00, 0xD8, 0x20, 0x00]);
        Assert.Equal(SyncErrorId.SourceInvalid, (await FailAsync(bench)).Id);
    }

    [Theory]
    [InlineData(true, "Id,Email,Notes\n1,a@example.com,x\n2,b@example.com,caf~\n", 3)]
    [InlineData(true, "Id,Email,Notes\n1,a@example.com,Zoé\n~", 3)]
    [InlineData(false, "Id,Email,Notes\n1,zoé@example.com,é\n\n2,b@example.com,caf~\n", 4)]
    [InlineData(false, "Id,Email,Notes\r1,a@example.com,—\r2,b@example.com,é~\r", 3)]
    public async Task UTF_8_with_a_damaged_character_is_told_instead_of_being_taken_for_another_encoding(bool hasMark, string text, int line)
    {
        using var bench = new CsvBench();
        File.WriteAllBytes(bench.Path, [.. hasMark ? Encoding.UTF8.Preamble : [], .. Encoding.UTF8.GetBytes(text).Select(value => value == (byte)'~' ? (byte)0xE9 : value)]);
        var error = await FailAsync(bench);
        Assert.Equal(SyncErrorId.SourceInvalid, error.Id);
        Assert.Contains($"line {line} ", error.Message, StringComparison.Ordinal);
        Assert.Contains("UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Windows_1252_may_hold_what_looks_like_a_character_of_UTF_8()
    {
        using var bench = new CsvBench("Id,Email,Notes\n1,a@example.com,Ã©\n2,b@example.com,é à ü\n", CsvReadingTests.EncodingOf("windows-1252"));
        Assert.Equal("Ã©", bench.Value((await bench.ReadAsync()).Records[0], "Notes"));
    }

    [Theory]
    [InlineData("Id,Email\n1,\"", 'x')]
    [InlineData("Id,Email\n1,", 'x')]
    [InlineData("Id,Email\n1,", ',')]
    public void One_endless_line_fails_in_bounded_memory(string start, char endless)
    {
        using var stream = new EndlessStream(Encoding.ASCII.GetBytes(start), (byte)endless);
        using var reader = new CsvRecordReader(stream, ',', "endless.csv");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<SyncException>(() =>
        {
            while (reader.Read())
                Assert.InRange(reader.Line, 1, 2);
        });
        Assert.Equal(SyncErrorId.SourceInvalid, error.Id);
        Assert.Contains("line 2 is longer", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 300_000_000);
        Assert.InRange(stream.Given, CsvLimits.RecordBytes, 4 * CsvLimits.RecordBytes);
    }

    [Fact]
    public void An_open_quote_with_endless_lines_after_it_costs_one_row()
    {
        var row = Encoding.ASCII.GetBytes("2,b@example.com\n");
        using var stream = new EndlessStream([.. "Id,Email\n1,\"open\n"u8, .. row], row);
        using var reader = new CsvRecordReader(stream, ',', "endless.csv") { Columns = 2 };
        Assert.True(reader.Read());
        Assert.True(reader.Read());
        Assert.NotNull(reader.Fault);
        Assert.True(reader.Read());
        Assert.Null(reader.Fault);
        Assert.Equal(["2", "b@example.com"], reader.Cells.ToArray());
        Assert.Equal(3, reader.Line);
    }

    [Fact]
    public async Task A_thousand_open_quotes_are_reported_and_more_end_the_reading()
    {
        var text = new StringBuilder("Id,Email,Notes\n");
        for (var row = 1; row <= CsvLimits.UnclosedQuotes; row++)
            text.Append(row).Append(",a@example.com,\"5 x\n");
        using var bench = new CsvBench(text.ToString());
        Assert.Equal(CsvLimits.UnclosedQuotes, (await bench.ReadAsync()).Faults.Count);
        bench.Write(text + "0,a@example.com,\"5 x\n");
        Assert.Contains("more than", (await FailAsync(bench)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_that_the_profile_names_must_be_there_and_only_once()
    {
        using var bench = new CsvBench("Id,Email,Telephone,Tel\n1,a@example.com,555-0100,555-0101\n");
        var options = bench.Options;
        bench.Options = options with { Columns = options.Columns.Add("Phone", "Fone") };
        var error = await FailAsync(bench);
        Assert.Contains("'Fone'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'Telephone'", error.Advice, StringComparison.Ordinal);

        bench.Options = options with { Columns = options.Columns.Add("Phone", "tel").Add("Mobile", "Tel") };
        Assert.Contains("both Phone and Mobile", (await FailAsync(bench)).Message, StringComparison.Ordinal);

        bench.Options = options with { Columns = options.Columns.Add("phone", " telephone ") };
        Assert.Equal("555-0100", bench.Value((await bench.ReadAsync()).Records[0], "Phone"));
    }

    [Fact]
    public async Task Custom_fields_have_the_header_that_the_profile_names_or_their_own_name()
    {
        using var bench = new CsvBench("Id,Email,Alt,Loyalty\n1,a@example.com,555-0100,gold\n", side: Side.Qb);
        var second = ContactField.Custom("SecondPhone", FieldKind.Phone);
        var loyalty = ContactField.Custom("Loyalty", FieldKind.Text);
        bench.Options = bench.Options with { Rules = [.. bench.Options.Rules, new FieldRule(second, "Home_Phone", "Alt"), new FieldRule(loyalty)] };
        var fields = new FieldSet((await bench.Connect().OpenAsync(null, default)).Fields);
        var connection = await bench.OpenAsync();
        var reading = await connection.ReadAsync(fields, null, default);
        var record = Assert.Single((await CsvBench.CollectAsync(reading.ReadPagesAsync(default))).Records);
        Assert.Equal("555-0100", record.Values.Get(fields.IndexOf("SecondPhone"), fields.Count));
        Assert.Equal("gold", record.Values.Get(fields.IndexOf("Loyalty"), fields.Count));
    }

    private sealed class EndlessStream(byte[] start, params byte[] endless) : MemoryStream
    {
        public long Given { get; private set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            for (var index = 0; index < count; index++, Given++)
                buffer[offset + index] = Given < start.Length ? start[Given] : endless[(Given - start.Length) % endless.Length];
            return count;
        }
    }
}
