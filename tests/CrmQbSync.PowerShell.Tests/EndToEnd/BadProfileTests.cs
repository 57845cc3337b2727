namespace CrmQbSync.PowerShell.Tests.EndToEnd;

/// <summary>Profiles that no run can begin with: one error that says where and what would be right, and no state.</summary>
public sealed class BadProfileTests : IDisposable
{
    private readonly RefusalBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("", "empty")]
    [InlineData("# nothing but a comment\n", "empty")]
    [InlineData("crm: [unclosed\n", "(2,")]
    [InlineData("just words\n", "(1,")]
    [InlineData("mode: Import\nmode: Export\n" + RefusalBench.Sides, "(2,1)", "mode")]
    [InlineData("modus: Import\n" + RefusalBench.Sides, "(1,1)", "modus", "mode")]
    [InlineData("crm:\n\ttype: Csv\n", "(2,", "tab")]
    [InlineData("mode: Sideways\n" + RefusalBench.Sides, "(1,7)", "Sideways", "Synchronize")]
    [InlineData("safety: { maxDeletes: many }\n" + RefusalBench.Sides, "maxDeletes", "many")]
    [InlineData("crm: []\nqb: { type: Csv, path: qb.csv }\n", "crm")]
    [InlineData("qb: { type: Csv, path: qb.csv }\n", "crm")]
    [InlineData("fields: { One: { crm: Tel, qb: First }, Two: { crm: Tel, qb: Second } }\n" + RefusalBench.Sides, "One", "Two", "Tel")]
    [InlineData("crm: { type: Csv, path: crm.csv }\nqb: { type: Csv, path: ./crm.csv }\n", "path", "crm.csv")]
    [InlineData("state: { path: qb.csv }\n" + RefusalBench.Sides, "path", "qb.csv")]
    public void A_profile_that_is_wrong_is_ProfileInvalid(string text, params string[] named)
    {
        _bench.Write("acme.yaml", text);
        _bench.Refuses("ProfileInvalid", begins: false, [_bench.Session.PathOf("acme.yaml"), .. named]);
    }

    [Fact]
    public void A_profile_that_is_no_text_is_ProfileInvalid()
    {
        _bench.Write("acme.yaml", [0x50, 0x4B, 0x03, 0x04, 0x00, 0x00, 0xFF, 0xFE]);
        _bench.Refuses("ProfileInvalid", begins: false, _bench.Session.PathOf("acme.yaml"));
    }

    [Fact]
    public void Every_fault_is_told_at_once()
    {
        _bench.Write("acme.yaml", "mode: Sideways\nblanks: Maybe\nsafety: { maxDeletes: -1 }\n" + RefusalBench.Sides);
        _bench.Refuses("ProfileInvalid", begins: false, "Sideways", "Maybe", "maxDeletes");
    }

    [Fact]
    public void A_variable_that_is_not_set_is_SecretMissing()
    {
        _bench.Write("acme.yaml", "crm: { type: Csv, path: '${env:CRMQBSYNC_TESTS_NOT_SET}/a.csv' }\nqb: { type: Csv, path: qb.csv }\n");
        _bench.Refuses("SecretMissing", begins: false, _bench.Session.PathOf("acme.yaml"), "CRMQBSYNC_TESTS_NOT_SET");
    }
}
