using CrmQbSync.PowerShell.Tests.Hosting;
using CrmQbSync.State;
using CrmQbSync.State.Sqlite;
using Microsoft.Data.Sqlite;

namespace CrmQbSync.PowerShell.Tests.EndToEnd;

/// <summary>Every check of Test-ContactSyncProfile, as the cmdlet gives it; each that is not passed says what to do.</summary>
public sealed class ProfileCheckTests : IDisposable
{
    private readonly CsvPair _pair = new("1,ann@example.com,Ann,Bexley,212-555-0100", "7,ann@example.com,Ann,Bexley,212-555-0177");

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void After_a_good_run_every_row_is_there()
    {
        _pair.Run("Invoke-ContactSync acme");

        var rows = Rows();

        Assert.Equal(
            ["Profile", "Secrets", "CRM", "QuickBooks", "Mapping", "Lengths", "State", "Lock", "Last run", "Clock", "Next run"], rows.Select(row => row.Check));
        // The files lack fields that could be mapped, and a machine without a scheduler says so; that is no fault of the profile.
        Assert.All(rows.Where(row => row.Check is not ("Mapping" or "Next run")), row => Assert.Equal("Passed", row.Status));
        Assert.Contains("Run 1 of ", rows.Single(row => row.Check == "Last run").Message, StringComparison.Ordinal);
        Assert.Contains("1 link", rows.Single(row => row.Check == "State").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_run_there_is_no_state_and_none_is_made()
    {
        Assert.Contains("does not exist yet", Row("State").Message, StringComparison.Ordinal);
        Assert.False(_pair.HasState);
    }

    [Fact]
    public void A_profile_with_faults_is_one_failed_row_that_names_them_all_and_the_next_profile_is_still_checked()
    {
        var faulty = _pair.Session.PathOf("faulty.yaml");
        File.WriteAllText(faulty, "mode: Sideways\nsafety: { maxDeletes: -1 }\ncrm: { type: Csv, path: crm.csv }\nqb: { type: Csv, path: qb.csv }\n");

        var result = _pair.Run("'faulty', 'acme' | Test-ContactSyncProfile | ForEach-Object { \"$($_.Check)|$($_.Status)|$($_.Profile)|$($_.Advice)|$($_.Message)\" }");

        Assert.Empty(result.Errors);
        Assert.Equal($"Profile|Failed|{faulty}|Correct the profile at the places named.|ProfileInvalid: {faulty}(1,7): mode", result.Texts[0].Split(": ").Take(3).Aggregate((a, b) => $"{a}: {b}"));
        Assert.Contains($"\n{faulty}(2,23): safety.maxDeletes: ", result.Texts[0], StringComparison.Ordinal);
        Assert.StartsWith($"Profile|Passed|{_pair.Profile}|", result.Texts[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_that_a_profile_needs_and_nobody_set_is_a_failed_row()
    {
        File.WriteAllText(_pair.Profile, "crm: { type: Csv, path: '${env:CRMQBSYNC_TESTS_NOT_SET}/a.csv' }\nqb: { type: Csv, path: qb.csv }\n");

        var row = Assert.Single(Rows());

        Assert.Equal(("Profile", "Failed"), (row.Check, row.Status));
        Assert.Contains("CRMQBSYNC_TESTS_NOT_SET", row.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_there_is_no_profile_that_is_the_error()
    {
        var result = _pair.Run("try { Test-ContactSyncProfile nowhere } catch { $_.FullyQualifiedErrorId }");

        Assert.StartsWith("ProfileNotFound", Assert.Single(result.Texts), StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_that_is_not_set_is_told_with_the_cmdlet_that_sets_it()
    {
        File.AppendAllText(_pair.Profile, "notify: { smtp: { host: mail.example.com, from: a@example.com, to: b@example.com, userName: a, password: '${secret:never-set}' } }\n");

        var row = Row("Secrets");

        Assert.Equal("Failed", row.Status);
        Assert.Contains("'never-set'", row.Message, StringComparison.Ordinal);
        Assert.Contains("Set-ContactSyncSecret", row.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_that_is_not_there_fails_its_side_and_the_others_are_still_checked()
    {
        File.Delete(_pair.Session.PathOf("qb.csv"));

        Assert.Equal(("Failed", "Passed"), (Row("QuickBooks").Status, Row("CRM").Status));
        Assert.Contains("SourceNotFound", Row("QuickBooks").Message, StringComparison.Ordinal);
        Assert.NotEmpty(Row("QuickBooks").Advice);
    }

    [Fact]
    public void A_field_that_one_side_does_not_have_is_told()
    {
        File.WriteAllText(_pair.Session.PathOf("qb.csv"), "Id,Email,LastName\n7,ann@example.com,Bexley\n");

        var row = Row("Mapping");

        Assert.Equal("Warning", row.Status);
        Assert.Contains("Phone", row.Message, StringComparison.Ordinal);
        Assert.Contains("columns:", row.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_under_way_is_told_by_host_process_and_time()
    {
        _pair.Run("Invoke-ContactSync acme");
        var location = new StateLocation("Sqlite", _pair.Session.PathOf("acme.state.db"), _pair.Profile);
        var store = await new SqliteStateStoreFactory(TimeProvider.System).OpenAsync(location, CancellationToken.None);
        await using var storeScope = store.ConfigureAwait(false);
        var held = await store.AcquireLockAsync(CancellationToken.None);
        await using var heldScope = held.ConfigureAwait(false);

        var row = Row("Lock");

        Assert.Equal("Warning", row.Status);
        Assert.Contains($"process {Environment.ProcessId}", row.Message, StringComparison.Ordinal);
        Assert.Contains("SyncAlreadyRunning", row.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_last_run_that_did_not_go_well_and_a_clock_that_is_behind_it_are_told()
    {
        File.AppendAllText(_pair.Session.PathOf("crm.csv"), "2,too,few\n");
        _pair.Run("Invoke-ContactSync acme -ErrorAction SilentlyContinue");
        Assert.Equal("Warning", Row("Last run").Status);
        Assert.Contains("Get-ContactSyncEntry", Row("Last run").Advice, StringComparison.Ordinal);
        Assert.Equal("Passed", Row("Clock").Status);

        using (var connection = new SqliteConnection($"Data Source={_pair.Session.PathOf("acme.state.db")};Pooling=False"))
        {
            connection.Open();
            using var ahead = connection.CreateCommand();
            ahead.CommandText = $"UPDATE runs SET started_at = started_at + {TimeSpan.TicksPerDay}";
            ahead.ExecuteNonQuery();
        }

        Assert.Equal("Warning", Row("Clock").Status);
        Assert.Contains("time service", Row("Clock").Advice, StringComparison.Ordinal);
    }

#if !WINDOWS
    [Fact]
    public async Task The_next_run_of_the_task_is_told_or_how_to_register_one()
    {
        var variables = CrontabProgram.AddTo(_pair.Session.Folder, onlyScheduler: true);
        var ask = $"Test-ContactSyncProfile '{_pair.Profile}' | Where-Object Check -eq 'Next run' | ForEach-Object {{ \"$($_.Status) $($_.Message) $($_.Advice)\" }}";

        var result = await ChildShell.RunAsync(variables, "-Command", $"{ask}; Register-ContactSyncTask '{_pair.Profile}' -Every 1.00:00 -At 03:33 | ForEach-Object {{ }}; {ask}");

        Assert.Equal("Passed None is scheduled. If it should run by itself: Register-ContactSyncTask.", result.Lines[0]);
        Assert.StartsWith("Passed Scheduled for ", result.Lines[1], StringComparison.Ordinal);
    }
#endif

    private (string Check, string Status, string Message, string Advice) Row(string check) => Assert.Single(Rows(), row => row.Check == check);

    private List<(string Check, string Status, string Message, string Advice)> Rows()
    {
        var rows = _pair.Run("Test-ContactSyncProfile acme").Output.Select(row => (
            row.Properties["Check"].Value.ToString()!, row.Properties["Status"].Value.ToString()!, row.Properties["Message"].Value.ToString()!, row.Properties["Advice"].Value?.ToString() ?? "")).ToList();
        Assert.All(rows.Where(row => row.Item2 != "Passed"), row => Assert.NotEmpty(row.Item4));
        return rows;
    }
}
