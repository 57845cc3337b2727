using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.EndToEnd;

/// <summary>What a variable of the profile stands for is never shown.</summary>
public sealed class ConcealTests : IDisposable
{
    private const string Variable = "CRMQBSYNC_TEST_FOLDER";
    private const string Hidden = "hidden-folder-name";

    private readonly ModuleSession _session = new();

    public ConcealTests() => Environment.SetEnvironmentVariable(Variable, Hidden);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        _session.Dispose();
    }

    [Fact]
    public void An_error_and_the_history_name_the_variable_and_not_its_value()
    {
        File.WriteAllText(Path.Combine(_session.Folder, "acme.yaml"), $$"""
            crm: { type: Csv, path: "${env:{{Variable}}}/crm.csv" }
            qb: { type: Csv, path: qb.csv }
            """);
        File.WriteAllText(Path.Combine(_session.Folder, "qb.csv"), "Id,Email\n1,ann@example.com\n");
        var error = _session.Fail("Invoke-ContactSync ./acme.yaml");

        Assert.StartsWith("SourceNotFound,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(Variable, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Hidden, error.ToString() + error.Exception + error.ErrorDetails?.RecommendedAction, StringComparison.Ordinal);
        var history = _session.Run("(Get-ContactSyncHistory ./acme.yaml).Message");
        Assert.Contains(Variable, history.Output[0].ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Hidden, history.Output[0].ToString(), StringComparison.Ordinal);
    }
}
