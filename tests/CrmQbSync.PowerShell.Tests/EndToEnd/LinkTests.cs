namespace CrmQbSync.PowerShell.Tests.EndToEnd;

/// <summary>What is remembered of pairs: links, and conflicts until they are decided.</summary>
public sealed class LinkTests : IDisposable
{
    private readonly CsvPair _pair = CsvPair.OfPeople();

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void Unchanged_pairs_are_shown_on_demand_also_after_a_quiet_run()
    {
        _pair.Run("Invoke-ContactSync acme; Invoke-ContactSync acme");

        Assert.Empty(_pair.Run("Compare-ContactSet acme").Output);
        Assert.Equal(
            Enumerable.Repeat("Unchanged", _pair.Run("Get-ContactLink acme").Output.Count),
            _pair.Run("(Compare-ContactSet acme -IncludeUnchanged).Action").Texts);
        Assert.Single(_pair.Run("Compare-ContactSet acme -IncludeUnchanged -Email ann@example.com").Output);
    }

    [Fact]
    public void A_link_is_forgotten_after_a_question_and_the_next_run_merges_anew()
    {
        _pair.Run("Invoke-ContactSync acme");

        _pair.Session.Host.Answer = 2;
        _pair.Run("Get-ContactLink acme -Email ann@example.com | Remove-ContactLink");
        Assert.Single(_pair.Session.Host.Questions);
        Assert.Equal(3, _pair.Run("Get-ContactLink acme").Output.Count);

        _pair.Run("Get-ContactLink acme -CrmId 1 | Remove-ContactLink -WhatIf");
        Assert.Equal(3, _pair.Run("Get-ContactLink acme").Output.Count);

        Assert.Equal("7", _pair.Run("Get-ContactLink acme -QbId 7 | Remove-ContactLink -Confirm:$false -PassThru")["QbId"]);
        Assert.Equal(2, _pair.Run("Get-ContactLink acme").Output.Count);
        Assert.Equal(1, _pair.Run("Invoke-ContactSync acme")["Linked"]);
    }

    [Fact]
    public void A_conflict_waits_for_a_decision_and_the_next_run_carries_it_out()
    {
        _pair.Run("Invoke-ContactSync acme -Priority Manual");
        var conflict = _pair.Run("Get-ContactConflict acme");
        Assert.Equal("Phone", conflict["Field"]);
        Assert.Equal("1", conflict["CrmValue"]);
        Assert.Equal("3", conflict["QbValue"]);

        _pair.Run("Get-ContactConflict acme | Resolve-ContactConflict -Use Crm -WhatIf");
        Assert.Single(_pair.Run("Get-ContactConflict acme").Output);
        _pair.Run("Get-ContactConflict acme | Resolve-ContactConflict -Use Qb");
        _pair.Run("Invoke-ContactSync acme -Priority Manual");

        Assert.Contains("1,ann@example.com,Ann,Bexley,3", _pair.Crm);
        Assert.Empty(_pair.Run("Get-ContactConflict acme").Output);
    }

    [Fact]
    public void A_conflict_can_be_decided_for_a_value_of_its_own()
    {
        _pair.Run("Invoke-ContactSync acme -Priority Manual");
        _pair.Run("Resolve-ContactConflict acme -CrmId 1 -QbId 7 -Field Phone -Value 99");
        _pair.Run("Invoke-ContactSync acme -Priority Manual");

        Assert.Contains("1,ann@example.com,Ann,Bexley,99", _pair.Crm);
        Assert.Contains("7,ANN@example.com,Ann,Bexley,99", _pair.Qb);
    }
}
