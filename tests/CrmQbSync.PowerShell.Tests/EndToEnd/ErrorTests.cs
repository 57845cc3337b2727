using System.Management.Automation;

namespace CrmQbSync.PowerShell.Tests.EndToEnd;

public sealed class ErrorTests : IDisposable
{
    private readonly CsvPair _pair = new(
        """
        1,ann@example.com,Ann,Bexley,1
        2,bob@example.com,Bob,Cole,2
        """,
        "7,ann@example.com,Ann,Bexley,1");

    public void Dispose() => _pair.Dispose();

    [Theory]
    [InlineData("Get-ContactSyncProfile missing", "ProfileNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Invoke-ContactSync ./missing.yaml", "ProfileNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Invoke-ContactSync nodrive:/missing.yaml", "ProfileNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Invoke-ContactSync env:/PATH", "ProfileNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Get-ContactSyncProfile ./crm.csv", "ProfileInvalid", ErrorCategory.InvalidData)]
    [InlineData("Get-ContactSyncEntry acme 99", "SyncNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Get-ContactSyncHistory acme -SyncId 99", "SyncNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Undo-ContactSync acme 99 -Confirm:$false", "SyncNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Invoke-ContactSync acme | Out-Null; Undo-ContactSync acme 2 -Confirm:$false", "NothingToUndo", ErrorCategory.ObjectNotFound)]
    [InlineData("1, 1 | ForEach-Object { Undo-ContactSync acme $_ -Confirm:$false } | Out-Null", "NothingToUndo", ErrorCategory.ObjectNotFound)]
    [InlineData("Resolve-ContactConflict acme -CrmId 1 -QbId 7 -Field Phone -Use Crm", "ConflictNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Compare-ContactSet -CrmContact ([pscustomobject]@{ A = 1 }) -QbCustomer @()", "InputInvalid", ErrorCategory.InvalidArgument)]
    public void An_error_that_ends_a_cmdlet_has_its_id_category_and_advice(string script, string id, ErrorCategory category)
    {
        _pair.Run("Invoke-ContactSync acme");

        var error = _pair.Session.Fail(script);

        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.NotNull(error.TargetObject);
    }

    [Fact]
    public void A_missing_file_ends_the_run_after_it_was_output_and_recorded()
    {
        _pair.Run("Invoke-ContactSync acme");
        File.Delete(_pair.Session.PathOf("qb.csv"));

        var result = _pair.Run("try { Invoke-ContactSync acme } catch { $_ }");

        Assert.Equal(2, result.Output.Count);
        Assert.Equal("Failed", result.Output[0].Properties["Status"].Value.ToString());
        Assert.StartsWith("SourceNotFound", Assert.IsType<ErrorRecord>(result.Output[1].BaseObject).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("Failed", _pair.Run("Get-ContactSyncHistory acme -Last 1")["Status"]!.ToString());
    }

    [Fact]
    public void A_corrupt_state_is_told_before_anything_is_written()
    {
        File.WriteAllText(_pair.Session.PathOf("acme.state.db"), "this is no database, however long it may be " + new string('x', 5000));

        Assert.StartsWith("StateInvalid", _pair.Session.Fail("Invoke-ContactSync acme").FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(["7,ann@example.com,Ann,Bexley,1"], _pair.Qb);
    }

    [Fact]
    public void A_record_that_fails_is_an_error_after_the_run_even_under_Stop()
    {
        File.WriteAllText(_pair.Session.PathOf("qb.csv"), CsvPair.Rows("7,ann@example.com,Ann,Bexley,1,too,many"));

        var result = _pair.Run("Invoke-ContactSync acme -Mode Import");
        Assert.Equal("CompletedWithErrors", result["Status"]!.ToString());
        var error = Assert.Single(result.Errors);
        Assert.StartsWith("RecordFailed", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("BadRow", PSObject.AsPSObject(error.TargetObject).Properties["ErrorCode"].Value);

        var stopped = _pair.Run("$run = $null; try { Invoke-ContactSync acme -Mode Import -ErrorAction Stop -OutVariable run } catch { }; $run.SyncId");
        Assert.Contains("2", stopped.Texts);
        Assert.Equal("CompletedWithErrors", _pair.Run("Get-ContactSyncHistory acme -Last 1")["Status"]!.ToString());
    }

    [Fact]
    public void A_safety_stop_is_a_run_and_an_error_that_ends_nothing()
    {
        File.AppendAllText(_pair.Profile, "safety: { maxCreates: 0 }\n");

        var result = _pair.Run("Invoke-ContactSync acme; 'went on'");

        Assert.Equal("Blocked", result.Output[0].Properties["Status"].Value.ToString());
        Assert.Equal("went on", result.Output[1].ToString());
        Assert.StartsWith("SafetyThresholdExceeded", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(1, _pair.Run("Invoke-ContactSync acme -Force")["QbCreated"]);
    }

    [Fact]
    public void Every_profile_that_cannot_be_read_is_told_and_the_others_are_given()
    {
        File.WriteAllText(_pair.Session.PathOf("broken.yaml"), "crm: { type: Csv, path: a.csv }\nmood: good\n");

        var result = _pair.Run("Get-ContactSyncProfile");

        Assert.Equal("acme", result["Name"]);
        var error = Assert.Single(result.Errors);
        Assert.StartsWith("ProfileInvalid", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("mood", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_is_asked_for_but_not_kept_is_told_alike_by_history_and_entries_after_what_there_is()
    {
        _pair.Run("Invoke-ContactSync acme");

        var errors = new List<string>();
        foreach (var cmdlet in new[] { "Get-ContactSyncHistory", "Get-ContactSyncEntry" })
        {
            var given = _pair.Run($"$given = [Collections.ArrayList]::new(); try {{ {cmdlet} acme -SyncId 1, 5 | ForEach-Object {{ [void] $given.Add($_) }} }} catch {{ $failed = $_ }}; $given[0].SyncId; $failed");
            Assert.Equal(1L, given.Output[0].BaseObject);
            var error = Assert.IsType<ErrorRecord>(given.Output[1].BaseObject);
            Assert.StartsWith("SyncNotFound", error.FullyQualifiedErrorId, StringComparison.Ordinal);
            errors.Add($"{error} {error.ErrorDetails.RecommendedAction}");
        }
        Assert.StartsWith("The history of profile 'acme' holds no run 5.", errors[0], StringComparison.Ordinal);
        Assert.Equal(errors[0], errors[1]);
    }

    [Fact]
    public void One_record_is_called_one_record()
    {
        File.AppendAllText(_pair.Profile, "safety: { maxCreates: 0 }\n");

        var error = Assert.Single(_pair.Run("Invoke-ContactSync acme -Email bob@example.com").Errors);

        Assert.Contains("would create 1 record;", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Confirm_asks_once_after_the_plan_with_its_figures_and_no_leaves_everything_as_it_was()
    {
        _pair.Session.Host.Answer = 2;
        var result = _pair.Run("Invoke-ContactSync acme -Confirm");

        Assert.Equal("Cancelled", result["Status"]!.ToString());
        Assert.Empty(result.Errors);
        Assert.Contains("QuickBooks: 1 to create", Assert.Single(_pair.Session.Host.Questions), StringComparison.Ordinal);
        Assert.Equal(["7,ann@example.com,Ann,Bexley,1"], _pair.Qb);

        _pair.Session.Host.Answer = 0;
        Assert.Equal("Succeeded", _pair.Run("Invoke-ContactSync acme -Confirm")["Status"]!.ToString());
    }

    [Fact]
    public void Without_Confirm_a_run_asks_nothing()
    {
        _pair.Session.Host.Answer = 2;

        Assert.Equal("Succeeded", _pair.Run("Invoke-ContactSync acme")["Status"]!.ToString());
        Assert.Empty(_pair.Session.Host.Questions);
    }

    [Theory]
    [InlineData("Get-ContactSyncHistory acme -Last 0")]
    [InlineData("Get-ContactSyncHistory acme -SyncId 0")]
    [InlineData("Get-ContactSyncEntry acme -SyncId -1")]
    [InlineData("Undo-ContactSync acme 0")]
    [InlineData("Invoke-ContactSync acme -TimeoutMinutes 0")]
    [InlineData("Invoke-ContactSync acme -Mode Sideways")]
    [InlineData("Get-CrmContact acme -ModifiedSince 31.12.2026")]
    [InlineData("New-ContactSyncProfile x.yaml -Crm Salesforce -Qb Csv")]
    public void Values_out_of_bounds_are_refused_by_the_parameter(string script) =>
        Assert.IsType<ParameterBindingException>(_pair.Session.Fail(script).Exception, exactMatch: false);
}
