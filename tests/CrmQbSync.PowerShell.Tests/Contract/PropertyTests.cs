using CrmQbSync.PowerShell.Tests.EndToEnd;

namespace CrmQbSync.PowerShell.Tests.Contract;

/// <summary>The properties of what the cmdlets give, in the order of the columns that Export-Csv makes of them.</summary>
public sealed class PropertyTests : IDisposable
{
    private readonly CsvPair _pair = new("1,ann@example.com,Ann,Bexley,1", "7,ann@example.com,Ann,Bexley,2", "priority: Manual");

    public void Dispose() => _pair.Dispose();

    [Theory]
    [InlineData(
        "Get-CrmContact acme",
        "Side Id Email FirstName MiddleName LastName Company JobTitle Phone Mobile Fax Website Notes BillingStreet BillingCity BillingState BillingPostalCode BillingCountry "
        + "ShippingStreet ShippingCity ShippingState ShippingPostalCode ShippingCountry CreatedTime ModifiedTime Deleted Profile")]
    [InlineData("Compare-ContactSet acme -IncludeUnchanged", "Action Target Email Name CrmId QbId Reason Warning Summary Profile Mode Priority Fields")]
    [InlineData("(Compare-ContactSet acme -Priority Qb -All).Fields", "Field Target OldValue NewValue Why Code")]
    [InlineData(
        "Get-ContactSyncHistory acme",
        "SyncId Profile Mode Priority Trigger Status StartedAt FinishedAt Duration CrmRead QbRead CrmCreated CrmUpdated CrmDeleted QbCreated QbUpdated QbDeleted "
        + "Linked Skipped Held Ambiguous Conflicts Failed Warnings UndoOf Message")]
    [InlineData("Get-ContactSyncEntry acme 1", "SyncId Time Action Target Status Email Name CrmId QbId Reason ErrorCode Message Warning Summary Profile Fields")]
    [InlineData("Get-ContactLink acme", "Profile Email CrmId QbId LinkedAt LastSyncId State")]
    [InlineData("Get-ContactConflict acme", "Profile Email Name Field CrmValue QbValue BaseValue Since CrmId QbId")]
    [InlineData("Test-ContactSyncProfile acme", "Check Status Message Advice")]
    public void What_scripts_depend_on_is_there_and_in_its_order(string script, string properties)
    {
        _pair.Run("Invoke-ContactSync acme");
        var names = properties.Split(' ');

        var given = _pair.Run(script).Output[0].Properties.Select(property => property.Name);

        // More may be added beside them.
        Assert.Equal(names, given.Where(names.Contains));
    }

    [Theory]
    [InlineData("Get-CrmContact acme")]
    [InlineData("Get-QbCustomer acme")]
    [InlineData("Compare-ContactSet acme")]
    [InlineData("Invoke-ContactSync acme -PassThru")]
    [InlineData("Get-ContactSyncHistory acme")]
    [InlineData("Get-ContactSyncEntry acme 1")]
    [InlineData("Get-ContactLink acme")]
    [InlineData("Get-ContactConflict acme")]
    [InlineData("Get-ContactDivergence acme")]
    [InlineData("Get-ContactSyncExplanation acme ann@example.com")]
    [InlineData("Test-ContactSyncProfile acme")]
    public void Every_object_has_the_full_path_of_its_profile(string script)
    {
        _pair.Run("Invoke-ContactSync acme");

        var given = _pair.Run(script).Output;

        Assert.NotEmpty(given);
        Assert.All(given, item => Assert.Equal(_pair.Profile, item.Properties["Profile"].Value));
    }

    [Theory]
    [InlineData("Compare-ContactSet acme")]
    [InlineData("Get-ContactSyncEntry acme 1")]
    public void Fields_print_as_the_summary(string script)
    {
        _pair.Run("Invoke-ContactSync acme");

        Assert.Equal(["Phone: '1' → '2'", "Phone: '1' → '2'"], _pair.Run($"{script} | Where-Object Action -eq Conflict | ForEach-Object {{ \"$($_.Fields)\"; $_.Summary }}").Texts);
    }
}
