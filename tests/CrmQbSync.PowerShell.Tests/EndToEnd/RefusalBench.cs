using System.Management.Automation;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.EndToEnd;

/// <summary>A profile over two files that can be spoilt; makes sure that a run says so, once, and touches nothing.</summary>
internal sealed class RefusalBench : IDisposable
{
    public const string Sides = "crm: { type: Csv, path: crm.csv }\nqb: { type: Csv, path: qb.csv }\n";

    private const string State = "acme.state.db";

    public RefusalBench()
    {
        Write("acme.yaml", Sides);
        Write("crm.csv", "Id,Email,LastName,Notes\n1,ann@example.com,Ames,called\n2,bob@example.com,Bell,\n");
        Write("qb.csv", "Id,Email,LastName,Notes\n7,ann@example.com,Ames,\n");
    }

    public ModuleSession Session { get; } = new();

    public void Dispose() => Session.Dispose();

    public void Write(string file, string text) => File.WriteAllText(Session.PathOf(file), text);

    public void Write(string file, byte[] bytes) => File.WriteAllBytes(Session.PathOf(file), bytes);

    public byte[] Read(string file) => File.ReadAllBytes(Session.PathOf(file));

    /// <summary>A run that is in order.</summary>
    public void Run() => Assert.Equal("Succeeded", Session.Run("Invoke-ContactSync ./acme.yaml")["Status"]!.ToString());

    /// <summary>
    /// A run ends with one error of that id that names what it has to and says what to do; the files stay as they are, and nothing is left
    /// beside them.
    /// </summary>
    /// <param name="id">The error's id.</param>
    /// <param name="begins">Whether the run began, so that the history has it.</param>
    /// <param name="named">What the message has to name.</param>
    public void Refuses(string id, bool begins, params string[] named)
    {
        var before = Directory.GetFiles(Session.Folder).Where(file => !begins || !file.EndsWith(State, StringComparison.Ordinal)).ToDictionary(file => file, File.ReadAllBytes);
        var result = Session.Run("try { Invoke-ContactSync ./acme.yaml } catch { $_ }");

        Assert.Empty(result.Errors);
        var error = Assert.IsType<ErrorRecord>(result.Output[^1].BaseObject);
        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.All(named, name => Assert.Contains(name, error.ToString(), StringComparison.Ordinal));
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Equal(begins ? 2 : 1, result.Output.Count);
        if (begins)
            Assert.Equal("Failed", result.Output[0].Properties["Status"].Value.ToString());
        AssertUntouched(before, begins);
    }

    private void AssertUntouched(Dictionary<string, byte[]> before, bool begins)
    {
        var after = Directory.GetFiles(Session.Folder).Where(file => !begins || !file.EndsWith(State, StringComparison.Ordinal)).ToList();
        Assert.Equal(before.Keys.Order(StringComparer.Ordinal), after.Order(StringComparer.Ordinal));
        Assert.All(after, file => Assert.True(before[file].AsSpan().SequenceEqual(File.ReadAllBytes(file)), $"{file} was changed."));
    }
}
