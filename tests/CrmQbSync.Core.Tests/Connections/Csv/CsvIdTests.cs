using CrmQbSync.Connections;

namespace CrmQbSync.Tests.Connections.Csv;

public class CsvIdTests
{
    [Fact]
    public async Task Rows_without_ids_are_known_by_their_key()
    {
        using var bench = new CsvBench("Email,Notes\n Ann@Example.com ,x\nAnn <ann@example.com>,y\n,z\nmailto:bob@example.com?subject=x,\n");
        var records = (await bench.ReadAsync()).Records;
        Assert.Equal(["ann@example.com", "ann@example.com#2", "row 4", "bob@example.com"], records.Select(record => record.Id));
        Assert.All(records, record => Assert.Null(record.FormerId));
    }

    [Fact]
    public async Task The_first_write_gives_every_row_an_id_in_a_new_column()
    {
        using var bench = new CsvBench("Email,Notes\na@example.com,x\n\nb@example.com,\"y\nz\"\nc@example.com,,,\nd@example.com,z");
        var (records, faults, reading, connection) = await bench.ReadAsync();
        Assert.Single(faults);
        Assert.Equal("b@example.com", records[1].Id);
        var outcomes = await bench.WriteAsync(
            connection, bench.Update(records[1], ("Notes", "new")), bench.Create(("Email", "e@example.com")), bench.Delete(records[0]));
        Assert.Equal("Email,Notes,Id\n\nb@example.com,\"new\",2\nc@example.com,,,,\nd@example.com,z,3\ne@example.com,,4", bench.Text);
        Assert.Equal("2", outcomes[0].Record!.Id);
        Assert.Equal("b@example.com", outcomes[0].Record!.FormerId);
        Assert.Equal("4", outcomes[1].Id);
        Assert.Equal(
            new Dictionary<string, string> { ["a@example.com"] = "1", ["b@example.com"] = "2", ["d@example.com"] = "3" },
            outcomes[0].NewIds.ToDictionary());
        Assert.Empty(outcomes[1].NewIds);

        // A later batch of the same run may still use the former id; a restored row gets the id that it was given.
        var second = await bench.WriteAsync(connection, bench.Update(records[2], ("Notes", "later")), bench.Restore("a@example.com", outcomes[2].RestoreData));
        Assert.All(second, outcome => Assert.Equal(WriteStatus.Done, outcome.Status));
        Assert.EndsWith("d@example.com,later,3\ne@example.com,,4\na@example.com,x,1", bench.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"Keyed\":true", reading.Mark, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blank_ids_are_filled_above_every_id_in_the_file()
    {
        using var bench = new CsvBench("Id,Email\n,a@example.com\n41,b@example.com\n\"\",c@example.com\n");
        var (records, _, _, connection) = await bench.ReadAsync();
        var outcome = (await bench.WriteAsync(connection, bench.Update(records[1], ("Email", "bb@example.com"))))[0];
        Assert.Equal("Id,Email\n42,a@example.com\n41,bb@example.com\n\"43\",c@example.com\n", bench.Text);
        Assert.Equal("42", outcome.NewIds["a@example.com"]);
        Assert.Equal(2, outcome.NewIds.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task If_the_outcome_of_the_first_write_was_lost_the_next_reading_tells_the_former_ids(bool firstRunFinished)
    {
        using var bench = new CsvBench("Email,Notes\na@example.com,x\na@example.com,y\n,z\n");
        var (records, _, reading, connection) = await bench.ReadAsync();
        var mark = firstRunFinished ? reading.Mark : null;
        await bench.WriteAsync(connection, bench.Update(records[0], ("Notes", "new")));

        var (again, _, next, _) = await bench.ReadAsync(mark);
        Assert.Equal(["1", "2", "3"], again.Select(record => record.Id));
        Assert.Equal(records.Select(record => record.Id), again.Select(record => record.FormerId));

        // Once a run has finished with the ids, they are nothing new.
        bench.Write(bench.Text + "k@example.com,,4\n");
        Assert.All((await bench.ReadAsync(next.Mark)).Records[..3], record => Assert.Null(record.FormerId));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("x1")]
    public async Task A_row_that_came_without_id_after_a_finished_run_and_got_one_from_a_lost_run_is_known_by_both(string id)
    {
        using var bench = new CsvBench($"Id,Email,Notes\n{id},a@example.com,x\n");
        var (_, _, reading, _) = await bench.ReadAsync();
        var finished = reading.Mark;
        bench.Write(bench.Text + ",b@example.com,y\n");
        var (records, _, _, connection) = await bench.ReadAsync(finished);
        await bench.WriteAsync(connection, bench.Update(records[1], ("Notes", "new")));

        var again = (await bench.ReadAsync(finished)).Records;
        Assert.Equal(id, again[0].Id);
        Assert.NotEqual("b@example.com", again[1].Id);
        Assert.Equal([null, "b@example.com"], again.Select(record => record.FormerId));
    }

    [Fact]
    public async Task A_write_that_changes_nothing_gives_no_ids()
    {
        using var bench = new CsvBench("Email,Notes\na@example.com,x\n");
        var (records, _, _, connection) = await bench.ReadAsync();
        var stale = bench.Update(records[0], ("Notes", "y")) with { Expected = new CrmQbSync.Contacts.PackedValues([1, 2, 3]) };
        var outcome = (await bench.WriteAsync(connection, stale))[0];
        Assert.Equal(WriteStatus.Stale, outcome.Status);
        Assert.Empty(outcome.NewIds);
        Assert.Equal("Email,Notes\na@example.com,x\n", bench.Text);
    }

    [Fact]
    public async Task A_faulty_rows_id_is_not_given_to_another()
    {
        using var bench = new CsvBench("Id,Email\n1,a@example.com\n88,\"open\n77,b@example.com,\n");
        var (_, faults, _, connection) = await bench.ReadAsync();
        Assert.Equal(["88", "77"], faults.Select(fault => fault.Id));
        Assert.Equal("89", (await bench.WriteAsync(connection, bench.Create(("Email", "c@example.com"))))[0].Id);
    }
}
