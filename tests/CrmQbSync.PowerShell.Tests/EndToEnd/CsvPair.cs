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
