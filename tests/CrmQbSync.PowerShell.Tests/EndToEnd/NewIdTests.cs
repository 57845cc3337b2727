namespace CrmQbSync.PowerShell.Tests.EndToEnd;

/// <summary>The run that gives files without ids theirs, and what comes after it.</summary>
public sealed class NewIdTests : IDisposable
{
    private readonly CsvPair _pair = CsvPair.OfPeople();

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void Undo_puts_back_what_the_run_wrote_into_a_file_that_had_no_ids_until_then()
    {
        File.WriteAllText(_pair.Session.PathOf("qb.csv"), "Email,FirstName,LastName,Phone\nANN@example.com,Ann,Bexley,3\neve@example.com,Eve,Dunn,4\n");

        _pair.Run("Invoke-ContactSync acme");
        Assert.Equal("1", _pair.Run("Get-ContactSyncEntry acme 1 -Email ann@example.com | Where-Object Action -eq Update")["QbId"]);
        _pair.Run("Undo-ContactSync acme 1 -Confirm:$false");

        Assert.Equal(["ANN@example.com,Ann,Bexley,3,1", "eve@example.com,Eve,Dunn,4,2"], _pair.Qb);
    }

    [Fact]
    public void Every_entry_of_the_run_that_gives_files_their_ids_names_records_by_those_and_can_be_piped_into_the_next()
    {
        // ann is linked and filled on the QuickBooks side, zoe linked and left alone, eve and bob are created on either side.
        File.WriteAllText(_pair.Session.PathOf("crm.csv"), "Email,FirstName,LastName,Phone\nann@example.com,Ann,Bexley,3\nzoe@example.com,Zoe,Fry,5\nbob@example.com,Bob,Cole,\n");
        File.WriteAllText(_pair.Session.PathOf("qb.csv"), "Email,FirstName,LastName,Phone\nANN@example.com,Ann,Bexley,\nzoe@example.com,Zoe,Fry,5\neve@example.com,Eve,Dunn,4\n");

        _pair.Run("Invoke-ContactSync acme");

        var ids = _pair.Run("Get-ContactSyncEntry acme 1 | ForEach-Object { \"$($_.CrmId) $($_.QbId)\" }").Texts;
        Assert.Equal(["1 1", "2 2", "3 4", "4 3"], ids.Distinct().Order(StringComparer.Ordinal));
        foreach (var email in new[] { "ann", "zoe" })
            Assert.Equal("Link", _pair.Run($"Get-ContactSyncEntry acme 1 -Email {email}@example.com | Where-Object Action -eq Link")["Action"]!.ToString());
        File.WriteAllText(_pair.Session.PathOf("crm.csv"), File.ReadAllText(_pair.Session.PathOf("crm.csv")).Replace("Fry", "Frey", StringComparison.Ordinal));
        var again = _pair.Run("Get-ContactSyncEntry acme 1 -Email zoe@example.com | Invoke-ContactSync -Profile acme");
        Assert.Empty(again.Warnings);
        Assert.Equal(1, again["QbUpdated"]);
    }
}
