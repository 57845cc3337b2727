using System.Management.Automation;
using CrmQbSync.PowerShell.Tests.Hosting;
using Engine = System.Management.Automation.PowerShell;

namespace CrmQbSync.PowerShell.Tests.Completion;

public sealed class CompletionTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Profiles_of_the_current_folder_are_offered_by_name_and_quoted_where_needed()
    {
        foreach (var name in new[] { "acme.yaml", "bob's shop.yaml", "acorn.yaml", "notes.txt" })
            File.WriteAllText(_session.PathOf(name), "crm:\n");

        Assert.Equal(["acme", "acorn"], Warm("Invoke-ContactSync -Profile ac"));
        Assert.Equal(["'bob''s shop'"], Warm("Get-CrmContact -Profile b"));
    }

    [Theory]
    [InlineData("Invoke-ContactSync -Mode ", "Export", "Import", "Synchronize")]
    [InlineData("Compare-ContactSet -Priority N", "Newest")]
    [InlineData("New-ContactSyncProfile ./a.yaml -Crm ", "Csv", "ZohoCrm")]
    [InlineData("New-ContactSyncProfile ./a.yaml -Qb Quick", "QuickBooksDesktop", "QuickBooksOnline")]
    [InlineData("New-ContactSyncProfile ./a.yaml -Preset C", "Classic")]
    [InlineData("Resolve-ContactConflict -Field ShippingC", "ShippingCity", "ShippingCountry")]
    [InlineData("Get-ContactSyncExplanation -Field ShippingC", "ShippingCity", "ShippingCountry")]
    [InlineData("Resolve-ContactConflict -Use ", "Crm", "Qb")]
    [InlineData("Get-ContactSyncHistory -Status Com", "CompletedWithErrors")]
    public void Words_that_are_fixed_are_offered(string typed, params string[] expected) =>
        Assert.Equal(expected, Complete(typed).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("Get-ContactSyncEntry -Profile ./missing.yaml -SyncId ")]
    [InlineData("Get-ContactSyncEntry -SyncId ")]
    [InlineData("Get-ContactSyncEntry -Profile ./broken.yaml -SyncId ")]
    public void What_cannot_be_told_offers_no_runs_and_is_no_error(string typed)
    {
        File.WriteAllText(_session.PathOf("broken.yaml"), "mode: [");

        Assert.DoesNotContain(Complete(typed), text => int.TryParse(text, out _));
        Assert.Empty(_session.Run("$Error").Output);
    }

    [Fact]
    public void The_newest_runs_of_the_profile_are_offered()
    {
        File.WriteAllText(_session.PathOf("acme.yaml"), "crm: { type: Csv, path: crm.csv }\nqb: { type: Csv, path: qb.csv }\n");
        File.WriteAllText(_session.PathOf("crm.csv"), "Id,Email\n1,ann@example.com\n");
        File.WriteAllText(_session.PathOf("qb.csv"), "Id,Email\n");
        _session.Run("Invoke-ContactSync acme; Invoke-ContactSync acme");

        Assert.Equal(["2", "1"], Warm("Get-ContactSyncEntry -Profile acme -SyncId "));
        Assert.Equal(["1"], Warm("Undo-ContactSync ./acme.yaml -SyncId 1"));
    }

    [Fact]
    public void The_fields_that_the_profile_maps_are_offered()
    {
        File.WriteAllText(
            _session.PathOf("acme.yaml"),
            "crm: { type: Csv, path: crm.csv }\nqb: { type: Csv, path: qb.csv }\nfields: { ShippingDock: { crm: Dock, qb: Dock }, ShippingCity: { direction: None } }\n");

        Assert.Contains("ShippingDock", Warm("Get-ContactSyncExplanation acme -Field ShippingD"));
        Assert.Contains("ShippingDock", Warm("Resolve-ContactConflict acme -Field ShippingD"));
    }

    [Theory]
    [InlineData("Get-ContactSyncSecret ")]
    [InlineData("Set-ContactSyncSecret -Name ")]
    [InlineData("Remove-ContactSyncSecret -Name ")]
    public void The_names_of_secrets_are_offered_and_never_a_value(string typed)
    {
        var name = $"name-{Guid.NewGuid():N}";
        _session.Pipe(["plain-value"], "$input | Set-ContactSyncSecret $args[0]", name);
        try
        {
            Assert.Equal([name], Warm(typed + name[..20]));
            Assert.DoesNotContain(Complete(typed + "plain"), text => text.Contains("plain-value", StringComparison.Ordinal));
        }
        finally
        {
            _session.Run("Remove-ContactSyncSecret $args[0] -Confirm:$false", name);
        }
    }

    // On a busy machine the first completion may run out of its time while code is still being compiled.
    private IReadOnlyList<string> Warm(string typed)
    {
        for (var attempt = 0; attempt < 10; attempt++)
        {
            if (Complete(typed) is { Count: > 0 } matches)
                return matches;
        }
        return [];
    }

    private IReadOnlyList<string> Complete(string typed)
    {
        using var shell = Engine.Create(_session.Runspace);
        return [.. CommandCompletion.CompleteInput(typed, typed.Length, null, shell).CompletionMatches.Select(match => match.CompletionText)];
    }
}
