using System.Management.Automation;

namespace CrmQbSync.PowerShell.Tests.EndToEnd;

/// <summary>The cmdlets that tell what happened and why: report, explanation, divergences.</summary>
public sealed class InsightTests : IDisposable
{
    private readonly CsvPair _pair = new(
        """
        1,ann@example.com,Ann,Bexley,212-555-0100
        2,bob@example.com,Bob,Cole,
        """,
        """
        7,ann@example.com,Ann,Bexley,212-555-0177
        8,bob@example.com,Bob,Cole,212-555-0188
        """,
        "blanks: Keep");

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void A_report_is_written_where_it_is_asked_for_and_given_as_a_file()
    {
        _pair.Run("Invoke-ContactSync acme");

        var file = Assert.IsType<FileInfo>(Assert.Single(_pair.Run("Export-ContactSyncReport acme ./status.html -Last 5 -Since 2026-01-01").Output).BaseObject);

        Assert.Equal(_pair.Session.PathOf("status.html"), file.FullName);
        Assert.Contains("Sync status of acme", File.ReadAllText(file.FullName), StringComparison.Ordinal);
        Assert.Contains("data-1", File.ReadAllText(file.FullName), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIf_writes_no_report()
    {
        Assert.Empty(_pair.Run("Export-ContactSyncReport acme ./status.html -WhatIf").Output);
        Assert.False(File.Exists(_pair.Session.PathOf("status.html")));
    }

    [Theory]
    [InlineData("Export-ContactSyncReport acme ./missing/status.html", "OutputFailed", ErrorCategory.WriteError)]
    [InlineData("Export-ContactSyncReport acme .", "OutputFailed", ErrorCategory.WriteError)]
    [InlineData("Export-ContactSyncReport acme ./crm.csv", "OutputFailed", ErrorCategory.WriteError)]
    [InlineData("Export-ContactSyncReport acme env:/PATH", "OutputFailed", ErrorCategory.WriteError)]
    [InlineData("Export-ContactSyncReport missing ./status.html", "ProfileNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Get-ContactSyncExplanation acme ann@example.com -Field Shoe", "InputInvalid", ErrorCategory.InvalidArgument)]
    [InlineData("Get-ContactDivergence missing", "ProfileNotFound", ErrorCategory.ObjectNotFound)]
    public void What_cannot_be_done_is_one_clear_error(string script, string id, ErrorCategory category)
    {
        _pair.Run("Invoke-ContactSync acme");
        var before = File.ReadAllText(_pair.Session.PathOf("crm.csv"));

        var error = _pair.Session.Fail(script);

        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.NotNull(error.TargetObject);
        Assert.Equal(before, File.ReadAllText(_pair.Session.PathOf("crm.csv")));
    }

    [Theory]
    [InlineData("Export-ContactSyncReport acme ./a.html -Last 0")]
    [InlineData("Export-ContactSyncReport acme ./a.html -Since 31.12.2026")]
    [InlineData("Get-ContactSyncExplanation acme -Email @()")]
    public void Values_out_of_bounds_are_refused_by_the_parameter(string script) =>
        Assert.IsType<ParameterBindingException>(_pair.Session.Fail(script).Exception, exactMatch: false);

    [Fact]
    public void A_person_is_explained_field_by_field()
    {
        _pair.Run("Invoke-ContactSync acme");

        var row = _pair.Run("Get-ContactSyncExplanation acme ann@example.com -Field Phone");
        Assert.Equal("Priority", row["Rule"]!.ToString());
        Assert.Equal("the CRM has priority", row["Why"]);
        Assert.Equal(1L, row["SyncId"]);
        Assert.Equal("212-555-0177", row["Overwritten"]);
        Assert.Equal("Nothing: the two agree.", row["Next"]);
        Assert.Equal(4, _pair.Run("Get-ContactLink acme -CrmId 1 | Get-ContactSyncExplanation").Output.Count);
    }

    [Fact]
    public void An_unknown_address_is_told_and_the_others_are_explained()
    {
        var result = _pair.Run("Get-ContactSyncExplanation acme nobody@example.com, bob@example.com -Field LastName");

        Assert.Equal("Cole", result["CrmValue"]);
        Assert.StartsWith("ContactNotFound", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void What_stays_different_is_listed()
    {
        _pair.Run("Invoke-ContactSync acme");

        var row = _pair.Run("Get-ContactDivergence acme");
        Assert.Equal(("bob@example.com", "Phone", "Blank", null, "212-555-0188"), (row["Email"], row["Field"], row["Reason"]!.ToString(), row["CrmValue"], row["QbValue"]));
        Assert.NotNull(row["Since"]);
    }

    [Fact]
    public void An_undo_of_a_run_that_the_history_no_longer_holds_says_so()
    {
        File.AppendAllText(_pair.Profile, "history: { keepDays: 1 }\n");
        _pair.Run("Invoke-ContactSync acme; Invoke-ContactSync acme; Invoke-ContactSync acme");
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_pair.Session.PathOf("acme.state.db")};Pooling=False"))
        {
            connection.Open();
            using var age = connection.CreateCommand();
            age.CommandText = "UPDATE runs SET started_at = started_at - 864000000000 * 2 WHERE sync_id < 3";
            age.ExecuteNonQuery();
        }
        _pair.Run("Invoke-ContactSync acme");

        foreach (var script in new[] { "Undo-ContactSync acme 1 -Confirm:$false", "Get-ContactSyncEntry acme 1", "Get-ContactSyncHistory acme 1" })
        {
            var error = _pair.Session.Fail(script);
            Assert.StartsWith("SyncNotFound", error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Contains("Run 1 of profile 'acme' is too old: the history keeps 1 days, its oldest run is 3", error.ToString(), StringComparison.Ordinal);
            Assert.Contains("keepDays", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        }
        Assert.Contains("holds no run 99", _pair.Session.Fail("Undo-ContactSync acme 99 -Confirm:$false").ToString(), StringComparison.Ordinal);
    }
}
