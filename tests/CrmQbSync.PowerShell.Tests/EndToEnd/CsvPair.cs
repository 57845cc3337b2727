using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.EndToEnd;

/// <summary>A session with a profile <c>acme</c> over two CSV files.</summary>
internal sealed class CsvPair : IDisposable
{
    private const string Header = "Id,Email,FirstName,LastName,Phone";

    public CsvPair(string crm, string qb, string profile = "")
    {
        File.WriteAllText(Session.PathOf("crm.csv"), Rows(crm));
        File.WriteAllText(Session.PathOf("qb.csv"), Rows(qb));
        File.WriteAllText(
            Profile,
            $"""
            crm: {"{ type: Csv, path: crm.csv }"}
            qb: {"{ type: Csv, path: qb.csv }"}
            {profile}

            """);
    }

    /// <summary>Ann on both sides with two numbers, Bob a contact, Eve a customer, and a customer without address.</summary>
    public static CsvPair OfPeople() => new(
        """
        1,ann@example.com,Ann,Bexley,1
        2,bob@example.com,Bob,Cole,2
        """,
        """
        7,ANN@example.com,Ann,Bexley,3
        8,eve@example.com,Eve,Dunn,4
        9,,No,Mail,5
        """);

    public ModuleSession Session { get; } = new();

    public string Profile => Session.PathOf("acme.yaml");

    public IReadOnlyList<string> Crm => Lines("crm.csv");

    public IReadOnlyList<string> Qb => Lines("qb.csv");

    public bool HasState => File.Exists(Session.PathOf("acme.state.db"));

    public ScriptResult Run(string script, params object?[] arguments) => Session.Run(script, arguments);

    public void Dispose() => Session.Dispose();

    public static string Rows(string rows) => Header + "\n" + rows.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";

    private string[] Lines(string file) => [.. File.ReadLines(Session.PathOf(file)).Skip(1)];
}
