namespace CrmQbSync.PowerShell.Tests.EndToEnd;

/// <summary>Undo-ContactSync, over two CSV files.</summary>
public sealed class UndoTests : IDisposable
{
    private readonly CsvPair _pair = CsvPair.OfPeople();

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void Undo_puts_back_what_the_run_wrote()
    {
        var (crm, qb) = (_pair.Crm, _pair.Qb);
        _pair.Run("Invoke-ContactSync acme");
        var written = _pair.Qb;

        Assert.Equal(["Delete", "Delete", "Update"], _pair.Run("(Undo-ContactSync acme 1 -WhatIf).Action").Texts.Order(StringComparer.Ordinal));
        Assert.Equal(written, _pair.Qb);
        var run = _pair.Run("Get-ContactSyncHistory acme -Last 1 | Undo-ContactSync -Confirm:$false");

        Assert.Equal(1L, run["UndoOf"]);
        Assert.Equal(crm, _pair.Crm);
        Assert.Equal(qb, _pair.Qb);
    }

    [Fact]
    public void Undo_asks_after_its_plan_with_its_figures_and_no_leaves_everything_as_it_was()
    {
        _pair.Run("Invoke-ContactSync acme");
        var (crm, qb) = (_pair.Crm, _pair.Qb);

        _pair.Session.Host.Answer = 2;
        var declined = _pair.Run("Undo-ContactSync acme 1");

        Assert.Equal("Cancelled", declined["Status"]!.ToString());
        Assert.Contains("CRM: 0 to create, 0 to update, 1 to delete; QuickBooks: 0 to create, 1 to update, 1 to delete", Assert.Single(_pair.Session.Host.Questions), StringComparison.Ordinal);
        Assert.Equal(crm, _pair.Crm);
        Assert.Equal(qb, _pair.Qb);

        _pair.Session.Host.Answer = 0;
        Assert.Equal("Succeeded", _pair.Run("Undo-ContactSync acme 1")["Status"]!.ToString());
    }
}
