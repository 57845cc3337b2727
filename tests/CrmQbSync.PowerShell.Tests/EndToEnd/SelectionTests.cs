using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.EndToEnd;

/// <summary>Rules 3.5 and 3.6: what selects nothing starts no run.</summary>
public sealed class SelectionTests : IDisposable
{
    private readonly CsvPair _pair = new("1,ann@example.com,Ann,Bexley,1", "7,eve@example.com,Eve,Dunn,4");

    public void Dispose() => _pair.Dispose();

    [Theory]
    [InlineData("Get-CrmContact acme | Where-Object FirstName -eq Nobody | Invoke-ContactSync -Profile acme")]
    [InlineData("Get-CrmContact acme | Where-Object FirstName -eq Nobody | Invoke-ContactSync")]
    [InlineData("Get-CrmContact acme | Where-Object FirstName -eq Nobody | Invoke-ContactSync -Profile acme -All")]
    [InlineData("@() | Invoke-ContactSync -Profile acme")]
    [InlineData("$null | Invoke-ContactSync -Profile acme")]
    [InlineData("Invoke-ContactSync -Profile acme -InputObject $null")]
    [InlineData("Invoke-ContactSync -Profile acme -InputObject @()")]
    [InlineData("Invoke-ContactSync -Profile acme -Email $null")]
    [InlineData("Invoke-ContactSync -Profile acme -Email @()")]
    [InlineData("Invoke-ContactSync -Profile acme -Email ''")]
    [InlineData("Invoke-ContactSync -Profile acme -CrmId $null")]
    [InlineData("Invoke-ContactSync -Profile acme -QbId @()")]
    [InlineData("Invoke-ContactSync -Profile acme -Email $null -WhatIf")]
    [InlineData("[pscustomobject]@{ Email = '' } | Invoke-ContactSync -Profile acme")]
    public void What_selects_nothing_starts_no_run_and_warns_once(string script)
    {
        var result = _pair.Run(script);

        Assert.Empty(result.Output);
        Assert.Empty(result.Errors);
        Assert.Equal("Nothing was selected, so no run was started.", Assert.Single(result.Warnings));
        Assert.False(_pair.HasState);
    }

    [Fact]
    public void What_came_by_pipeline_and_names_no_profile_is_the_error_of_PowerShell_alone()
    {
        var result = _pair.Run("'acme' | Invoke-ContactSync");

        Assert.Contains("InputObjectMissingMandatory", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(result.Warnings);
        Assert.Equal("Nothing was selected, so no run was started.", Assert.Single(_pair.Run("@() | Invoke-ContactSync").Warnings));
    }

    [Theory]
    [InlineData("Compare-ContactSet acme -Email $null")]
    [InlineData("Get-CrmContact acme -Id @()")]
    [InlineData("Get-QbCustomer acme -Email ''")]
    [InlineData("Get-ContactLink acme -CrmId $null")]
    [InlineData("Remove-ContactLink acme -CrmId @()")]
    public void Elsewhere_too_an_empty_list_means_nothing_and_not_everything(string script)
    {
        var result = _pair.Run(script);

        Assert.Empty(result.Output);
        Assert.Single(result.Warnings);
    }

    [Fact]
    public void Without_a_selection_a_run_handles_everything()
    {
        var result = _pair.Run("Invoke-ContactSync -Profile acme");

        Assert.Empty(result.Warnings);
        Assert.Equal(1, result["CrmCreated"]);
        Assert.Equal(1, result["QbCreated"]);
    }

    [Fact]
    public void A_selected_address_leaves_all_else_alone()
    {
        var result = _pair.Run("Invoke-ContactSync -Profile acme -Email ANN@example.com");

        Assert.Equal(1, result["QbCreated"]);
        Assert.Equal(0, result["CrmCreated"]);
    }

    [Theory]
    [InlineData("-CrmId 1", 1, 0)]
    [InlineData("-QbId 7", 0, 1)]
    [InlineData("-CrmId 1 -QbId 7", 1, 1)]
    [InlineData("-Email eve@example.com -CrmId 1", 1, 1)]
    public void Rule_3_5_Selected_ids_leave_all_else_alone(string selection, int qbCreated, int crmCreated)
    {
        var result = _pair.Run($"Invoke-ContactSync -Profile acme {selection}");

        Assert.Equal((qbCreated, crmCreated), (result["QbCreated"], result["CrmCreated"]));
    }

    [Theory]
    [InlineData("Invoke-ContactSync -Profile acme")]
    [InlineData("Invoke-ContactSync -Profile acme -WhatIf")]
    [InlineData("Compare-ContactSet acme", false)]
    public void What_was_selected_and_nobody_knows_is_named_in_one_warning(string script, bool hasIds = true)
    {
        var result = _pair.Run($"{script} -Email ann@example.com, 'Nobody <nobody@example.com>'" + (hasIds ? " -CrmId 1, 77 -QbId 7, 88" : ""));

        Assert.Empty(result.Errors);
        Assert.Equal(
            "Selected, but known to neither side of profile 'acme': 'Nobody <nobody@example.com>'" + (hasIds ? ", contact '77', customer '88'." : "."),
            Assert.Single(result.Warnings));
    }

    [Fact]
    public void A_selected_pair_that_is_gone_by_now_is_still_known()
    {
        _pair.Run("Invoke-ContactSync -Profile acme");
        File.WriteAllText(_pair.Session.PathOf("crm.csv"), CsvPair.Rows("1,ann@example.com,Ann,Bexley,1"));
        File.WriteAllText(_pair.Session.PathOf("qb.csv"), CsvPair.Rows("8,ann@example.com,Ann,Bexley,1"));

        Assert.Empty(_pair.Run("Invoke-ContactSync -Profile acme -Email EVE@example.com -QbId 7").Warnings);
    }

    [Fact]
    public void A_hashtable_selects_as_an_object_does()
    {
        var result = _pair.Run("@{ Email = 'ANN@example.com' } | Invoke-ContactSync -Profile acme");

        Assert.Equal(1, result["QbCreated"]);
        Assert.Equal(0, result["CrmCreated"]);
        Assert.StartsWith("InputInvalid", _pair.Session.Fail("@{ Colour = 'red' } | Invoke-ContactSync -Profile acme").FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void To_forget_a_link_that_there_is_not_is_told()
    {
        _pair.Run("Invoke-ContactSync -Profile acme");

        var result = _pair.Run("Remove-ContactLink acme -Email nobody@example.com -CrmId 77 -Confirm:$false");

        Assert.Empty(result.Errors);
        Assert.Equal("No link of the profile acme has nobody@example.com, contact 77, so no link was forgotten.", Assert.Single(result.Warnings));
        Assert.Empty(_pair.Run("Remove-ContactLink acme -Email ann@example.com -Confirm:$false").Warnings);
    }

    [Theory]
    [InlineData("Compare-ContactSet acme | Invoke-ContactSync -Mode Import")]
    [InlineData("Compare-ContactSet acme | Invoke-ContactSync -Priority Qb")]
    [InlineData("Compare-ContactSet acme | Invoke-ContactSync -All")]
    [InlineData("Compare-ContactSet acme | Invoke-ContactSync -Email ann@example.com")]
    [InlineData("(Compare-ContactSet acme) + (Compare-ContactSet acme -Mode Import) | Invoke-ContactSync")]
    [InlineData("(Compare-ContactSet acme) + (Compare-ContactSet acme -All) | Invoke-ContactSync")]
    [InlineData("[pscustomobject]@{ Colour = 'red' } | Invoke-ContactSync -Profile acme")]
    [InlineData("'ann@example.com' | Invoke-ContactSync -Profile acme")]
    [InlineData("Remove-ContactLink acme")]
    public void What_contradicts_itself_is_InputInvalid_and_nothing_is_done(string script)
    {
        var error = _pair.Session.Fail(script);

        Assert.StartsWith("InputInvalid", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.False(_pair.HasState);
    }

    [Fact]
    public void Objects_of_another_profile_are_refused()
    {
        using var other = new CsvPair("1,x@example.com,X,Y,1", "");

        var error = _pair.Session.Fail("Get-CrmContact $args[0] | Invoke-ContactSync -Profile acme", other.Profile);

        Assert.StartsWith("InputInvalid", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(other.Profile, error.Exception.Message, StringComparison.Ordinal);
        Assert.False(_pair.HasState);
    }
}
