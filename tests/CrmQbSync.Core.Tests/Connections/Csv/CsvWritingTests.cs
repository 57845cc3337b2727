using System.Text;
using CrmQbSync.Connections;
using CrmQbSync.Contacts;

namespace CrmQbSync.Tests.Connections.Csv;

public class CsvWritingTests
{
    private const string Sample = "Id,Tag,Email,FirstName,Notes,ModifiedTime\r\n1,x,ann@example.com,\"Ann\",\"a, \"\"b\"\"\r\nc\",\r\n\r\n7,\" y\",bob@example.org,Bob,,2026-01-01T00:00:00Z\r\n";

    [Fact]
    public async Task One_changed_cell_leaves_all_others_byte_for_byte()
    {
        using var bench = new CsvBench(Sample);
        var (records, _, reading, connection) = await bench.ReadAsync();
        var outcome = Assert.Single(await bench.WriteAsync(connection, bench.Update(records[1], ("FirstName", "Rob"))));
        Assert.Equal(WriteStatus.Done, outcome.Status);
        Assert.Equal(Sample.Replace("Bob,,2026-01-01T00:00:00Z", "Rob,,2026-05-17T12:00:00Z", StringComparison.Ordinal), bench.Text);
        Assert.Equal("Rob", bench.Value(outcome.Record!, "FirstName"));
        Assert.Equal(bench.Clock.GetUtcNow(), outcome.Record!.ModifiedTime);

        var (again, _, next, _) = await bench.ReadAsync(reading.Mark);
        Assert.False(next.IsFull);
        Assert.Empty(again);
        Assert.Single(Directory.GetFiles(bench.Folder));
    }

    [Fact]
    public async Task What_an_outcome_tells_is_what_is_read_next()
    {
        using var bench = new CsvBench(Sample);
        var (records, _, _, connection) = await bench.ReadAsync();
        var outcomes = await bench.WriteAsync(
            connection,
            bench.Update(records[0], ("Notes", null), ("FirstName", "=1+1, \"x\"\n y ")),
            bench.Create(("Email", "new@example.net"), ("FirstName", " Zoë ")));
        var (again, faults, _, _) = await bench.ReadAsync();
        Assert.Empty(faults);
        Assert.Equal(again[0].Values, outcomes[0].Record!.Values);
        Assert.Equal(again[2].Values, outcomes[1].Record!.Values);
        Assert.Equal("8", outcomes[1].Id);
        Assert.Equal("8", again[2].Id);
        Assert.Equal("=1+1, \"x\"\n y ", bench.Value(again[0], "FirstName"));
        Assert.Equal(bench.Clock.GetUtcNow(), again[2].ModifiedTime);
    }

    [Theory]
    [MemberData(nameof(CsvReadingTests.Delimiters), MemberType = typeof(CsvReadingTests))]
    public async Task Delimiter_encoding_mark_and_line_ends_stay(string delimiter, string encoding)
    {
        var d = delimiter;
        var lines = new[] { $"Id{d}Email{d}FirstName{d}Other", $"1{d}zoé@example.com{d}Zoé{d}\"ü{d}\"\"—\"", "", $"2{d}b@example.com{d}B{d}€" };
        foreach (var (lineEnd, last) in new[] { ("\r\n", "\r\n"), ("\n", ""), ("\r", "\r") })
        {
            var text = string.Join(lineEnd, lines) + last;
            using var bench = new CsvBench(text, CsvReadingTests.EncodingOf(encoding));
            var (records, _, _, connection) = await bench.ReadAsync();
            await bench.WriteAsync(connection, bench.Update(records[1], ("FirstName", "é")), bench.Create(("Email", "c@example.com")));
            var added = $"3{d}c@example.com{d}{d}";
            var expected = text.Replace($"{d}B{d}", $"{d}é{d}", StringComparison.Ordinal) + (last.Length > 0 ? added + last : lineEnd + added);
            bench.Write(expected, CsvReadingTests.EncodingOf(encoding));
            var bytes = bench.Bytes;
            bench.Write(text, CsvReadingTests.EncodingOf(encoding));
            (records, _, _, connection) = await bench.ReadAsync();
            await bench.WriteAsync(connection, bench.Update(records[1], ("FirstName", "é")), bench.Create(("Email", "c@example.com")));
            Assert.Equal(bytes, bench.Bytes);
        }
    }

    [Fact]
    public async Task Every_byte_of_Windows_1252_survives()
    {
        var cell = Enumerable.Range(0x80, 0x80).Select(value => (byte)value).ToArray();
        using var bench = new CsvBench();
        File.WriteAllBytes(bench.Path, [.. "Id,Email,X\n1,a@example.com,"u8, .. cell, .. "\n2,b@example.com,\n"u8]);
        var (records, _, _, connection) = await bench.ReadAsync();
        await bench.WriteAsync(connection, bench.Delete(records[1]));
        Assert.Equal((byte[])[.. "Id,Email,X\n1,a@example.com,"u8, .. cell, .. "\n"u8], bench.Bytes);
    }

    [Fact]
    public async Task A_file_that_quotes_everything_goes_on_doing_so()
    {
        using var bench = new CsvBench("\"Id\",\"Email\",\"FirstName\"\n\"1\",\"a@example.com\",\"A\"\n");
        var (records, _, _, connection) = await bench.ReadAsync();
        await bench.WriteAsync(connection, bench.Update(records[0], ("FirstName", null)), bench.Create(("Email", "b@example.com")));
        Assert.Equal("\"Id\",\"Email\",\"FirstName\"\n\"1\",\"a@example.com\",\"\"\n\"2\",\"b@example.com\",\"\"\n", bench.Text);
    }

    [Fact]
    public async Task Any_update_leaves_every_other_cell_as_it_was()
    {
        var random = new Random(20260517);
        string[] pieces = ["a", "é", ",", ";", "\"", "\n", "\r\n", " ", "5\" ", "漢字", "x@y", "\t", "|", "''"];
        for (var round = 0; round < 150; round++)
        {
            var columns = new[] { "Id", "Email", "U1", "FirstName", "U2", "Notes" };
            var delimiter = ",;\t|"[random.Next(4)];
            var lineEnd = random.Next(2) == 0 ? "\n" : "\r\n";
            var rows = Enumerable.Range(1, random.Next(2, 12)).Select(id => columns.Select(column => column switch
            {
                "Id" => $"{id}",
                "Email" => $"p{id}@example.com",
                _ => string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => pieces[random.Next(pieces.Length)])),
            }).ToArray()).ToList();
            string Cell(string value) => random.Next(4) == 0 || value.IndexOfAny([delimiter, '"', '\r', '\n']) >= 0
                ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
                : value;
            using var bench = new CsvBench(string.Join(delimiter, columns) + lineEnd
                + string.Concat(rows.Select(row => string.Join(delimiter, row.Select(Cell)) + lineEnd)));
            var (records, faults, _, connection) = await bench.ReadAsync();
            Assert.Empty(faults);
            var target = random.Next(rows.Count);
            var value = string.Concat(Enumerable.Range(0, 4).Select(_ => pieces[random.Next(pieces.Length)]));
            await bench.WriteAsync(connection, bench.Update(records[target], ("FirstName", value)));

            rows[target][3] = value;
            using var reader = new CrmQbSync.Connections.Csv.CsvRecordReader(new MemoryStream(bench.Bytes), delimiter, bench.Path);
            Assert.True(reader.Read());
            foreach (var row in rows)
            {
                Assert.True(reader.Read());
                Assert.Equal(row, reader.Cells.ToArray());
            }
            Assert.False(reader.Read());
        }
    }

    [Fact]
    public async Task A_record_that_does_not_stand_as_expected_is_not_written()
    {
        using var bench = new CsvBench(Sample);
        var records = (await bench.ReadAsync()).Records;
        bench.Write(Sample.Replace("Bob", "Rob", StringComparison.Ordinal));
        var connection = await bench.OpenAsync();
        var before = bench.Bytes;
        var outcomes = await bench.WriteAsync(connection, bench.Update(records[1], ("Notes", "x")), bench.Delete(records[1]));
        Assert.All(outcomes, outcome => Assert.Equal(WriteStatus.Stale, outcome.Status));
        Assert.Equal("Rob", bench.Value(outcomes[0].Record!, "FirstName"));
        Assert.Equal(before, bench.Bytes);
    }

    [Fact]
    public async Task A_record_that_is_not_there_is_gone()
    {
        using var bench = new CsvBench(Sample);
        var (records, _, _, connection) = await bench.ReadAsync();
        var outcomes = await bench.WriteAsync(connection, bench.Delete(records[0]), bench.Update(records[0], ("Notes", "x")));
        Assert.Equal([WriteStatus.Done, WriteStatus.Gone], outcomes.Select(outcome => outcome.Status));
        Assert.Equal(WriteStatus.Gone, (await bench.WriteAsync(connection, bench.Update(records[0], ("Notes", "x"))))[0].Status);
    }

    [Fact]
    public async Task A_deleted_row_comes_back_with_all_its_cells_and_its_id()
    {
        using var bench = new CsvBench(Sample);
        var (records, _, _, connection) = await bench.ReadAsync();
        var deleted = (await bench.WriteAsync(connection, bench.Delete(records[0])))[0];
        Assert.DoesNotContain("ann@", bench.Text, StringComparison.Ordinal);
        var created = (await bench.WriteAsync(connection, bench.Create(("Email", "c@example.com"))))[0];
        Assert.Equal("8", created.Id);
        var restored = (await bench.WriteAsync(await bench.OpenAsync(), bench.Restore("1", deleted.RestoreData)))[0];
        Assert.Equal(WriteStatus.Done, restored.Status);
        Assert.Equal(records[0].Values, restored.Record!.Values);
        Assert.EndsWith("1,x,ann@example.com,Ann,\"a, \"\"b\"\"\r\nc\",2026-05-17T12:00:00Z\r\n", bench.Text, StringComparison.Ordinal);

        var twice = (await bench.WriteAsync(await bench.OpenAsync(), bench.Restore("1", deleted.RestoreData)))[0];
        Assert.Equal(WriteStatus.Failed, twice.Status);
        Assert.Equal("RowExists", twice.ErrorCode);

        bench.Write("Id,Email\n");
        var nowhere = (await bench.WriteAsync(await bench.OpenAsync(), bench.Restore("1", deleted.RestoreData)))[0];
        Assert.Equal("ColumnMissing", nowhere.ErrorCode);
        Assert.Equal("BadRestoreData", (await bench.WriteAsync(await bench.OpenAsync(), bench.Restore("1", "{")))[0].ErrorCode);
    }

    [Fact]
    public async Task The_id_of_a_deleted_row_is_not_given_again_in_a_later_run()
    {
        using var bench = new CsvBench(Sample);
        var (records, _, reading, connection) = await bench.ReadAsync();
        await bench.WriteAsync(connection, bench.Delete(records[1]));
        var (_, _, _, next) = await bench.ReadAsync(reading.Mark);
        Assert.Equal("8", (await bench.WriteAsync(next, bench.Create(("Email", "c@example.com"))))[0].Id);
    }

    [Fact]
    public async Task Ids_that_are_no_integers_are_followed_by_GUIDs()
    {
        using var bench = new CsvBench("Id,Email\nzcrm_17,a@example.com\n");
        var (_, _, _, connection) = await bench.ReadAsync();
        Assert.True(Guid.TryParse((await bench.WriteAsync(connection, bench.Create(("Email", "b@example.com"))))[0].Id, out _));
    }

    [Fact]
    public async Task The_largest_of_numbers_is_an_id_that_is_followed_by_GUIDs_in_later_runs_too()
    {
        using var bench = new CsvBench($"Id,Email\n{UInt128.MaxValue},a@example.com\n");
        var (_, _, reading, connection) = await bench.ReadAsync();

        var first = (await bench.WriteAsync(connection, bench.Create(("Email", "b@example.com"))))[0];
        Assert.True(Guid.TryParse(first.Id, out _), first.Id);
        var (_, _, _, next) = await bench.ReadAsync(reading.Mark);
        var second = (await bench.WriteAsync(next, bench.Create(("Email", "c@example.com"))))[0];
        Assert.True(Guid.TryParse(second.Id, out _), second.Id);
    }

    [Fact]
    public async Task A_value_that_the_encoding_cannot_hold_is_refused_beforehand_and_at_the_write()
    {
        using var bench = new CsvBench("Id,Email,FirstName\n1,a@example.com,Zo\u00E9\n", CsvReadingTests.EncodingOf("windows-1252"));
        var connection = bench.Connect();
        var form = (await connection.OpenAsync(null, default)).StoredForm;
        var name = CanonicalFields.Find("FirstName")!;
        Assert.Equal(new StoredValue(null, ErrorCodes.NotEncodable), form.Store(name, "漢"));
        Assert.Equal(new StoredValue(null, ErrorCodes.NotEncodable), form.Store(name, "Ａ"));
        Assert.Equal(new StoredValue("œ€", null), form.Store(name, "œ€"));
        Assert.Equal(new StoredValue(null, ErrorCodes.NotEncodable), form.Store(name, "a\0"));
        var record = (await bench.QueryAsync(new ContactQuery()))[0];
        var before = bench.Bytes;
        Assert.Equal(ErrorCodes.NotEncodable, (await bench.WriteAsync(connection, bench.Update(record, ("FirstName", "漢"))))[0].ErrorCode);
        Assert.Equal(before, bench.Bytes);
    }

    [Fact]
    public async Task A_value_too_long_for_a_cell_is_cut_or_refused()
    {
        using var bench = new CsvBench(Sample);
        var form = (await bench.Connect().OpenAsync(null, default)).StoredForm;
        var text = new string('x', CrmQbSync.Connections.Csv.CsvLimits.CellChars - 1) + "😀";
        var cut = form.Store(CanonicalFields.Find("Notes")!, text);
        Assert.Equal(ErrorCodes.CutToLength, cut.Code);
        Assert.Equal(CrmQbSync.Connections.Csv.CsvLimits.CellChars - 1, cut.Value!.Length);
        Assert.Equal(new StoredValue(null, ErrorCodes.TooLong), form.Store(CanonicalFields.Find("Phone")!, text));
        Assert.Equal(new StoredValue(null, ErrorCodes.NotEncodable), form.Store(CanonicalFields.Find("Notes")!, "a\uD83D"));
    }

    [Fact]
    public async Task Faulty_rows_stay_as_they_are_and_their_addresses_are_not_added_again()
    {
        const string text = "Id,Email,Notes\n1,a@example.com,x\n9,\"bad@example.com\" ,\"open\n3,b@example.com\n";
        using var bench = new CsvBench(text);
        var (records, faults, _, connection) = await bench.ReadAsync();
        Assert.Equal(2, faults.Count);
        var outcomes = await bench.WriteAsync(
            connection,
            bench.Update(records[0], ("Notes", "y")),
            bench.Create(("Email", "Bad@example.com")),
            bench.Create(("Email", "b@example.com")),
            bench.Create(("Email", "good@example.com")));
        Assert.Equal([WriteStatus.Done, WriteStatus.Failed, WriteStatus.Failed, WriteStatus.Done], outcomes.Select(outcome => outcome.Status));
        Assert.Equal(ErrorCodes.BadRow, outcomes[1].ErrorCode);
        Assert.Equal("10", outcomes[3].Id);
        Assert.Equal(text.Replace(",x\n", ",y\n", StringComparison.Ordinal) + "10,good@example.com,\n", bench.Text);
    }

    [Fact]
    public async Task A_request_about_a_faulty_row_fails_as_such()
    {
        using var bench = new CsvBench(Sample);
        var records = (await bench.ReadAsync()).Records;
        bench.Write(Sample.Replace(",Bob,", ",", StringComparison.Ordinal));
        var outcome = (await bench.WriteAsync(await bench.OpenAsync(), bench.Update(records[1], ("Notes", "x"))))[0];
        Assert.Equal(WriteStatus.Failed, outcome.Status);
        Assert.Equal(ErrorCodes.BadRow, outcome.ErrorCode);
    }

    [Fact]
    public async Task An_empty_batch_writes_nothing()
    {
        using var bench = new CsvBench("Email\na@example.com\n");
        var connection = await bench.OpenAsync();
        Assert.Empty(await bench.WriteAsync(connection));
        Assert.Equal("Email\na@example.com\n", bench.Text);
    }

    [Fact]
    public async Task A_field_without_a_column_is_refused()
    {
        using var bench = new CsvBench("Id,Email\n1,a@example.com\n");
        var (records, _, _, connection) = await bench.ReadAsync();
        Assert.Equal("NoColumn", (await bench.WriteAsync(connection, bench.Update(records[0], ("Fax", "555-0100"))))[0].ErrorCode);
    }

    [Fact]
    public async Task Large_files_are_rewritten_whole()
    {
        var text = new StringBuilder("Id,Email,FirstName\n");
        for (var row = 1; row <= 60_000; row++)
            text.Append(row).Append(",p").Append(row).Append("@example.com,\"Ünï, \"\"x\"\"\"\r\n");
        using var bench = new CsvBench(text.ToString());
        var (records, _, _, connection) = await bench.ReadAsync();
        await bench.WriteAsync(connection, bench.Update(records[49_999], ("FirstName", "Q")));
        Assert.Equal(text.ToString().Replace("50000,p50000@example.com,\"Ünï, \"\"x\"\"\"", "50000,p50000@example.com,\"Q\"", StringComparison.Ordinal), bench.Text);
    }
}
