using System.Text;

namespace CrmQbSync.PowerShell.Tests.EndToEnd;

/// <summary>States that no run can begin with: one error with advice, and the file is never overwritten.</summary>
public sealed class BadStateTests : IDisposable
{
    private const int JournalBytes = 18;
    private const int VersionByte = 63;
    private const int ApplicationByte = 68;

    private readonly RefusalBench _bench = new();

    private string State => _bench.Session.PathOf("acme.state.db");

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void An_empty_state_is_StateInvalid()
    {
        _bench.Write("acme.state.db", "");
        _bench.Refuses("StateInvalid", begins: false, State);
    }

    [Fact]
    public void A_file_of_another_kind_is_StateInvalid()
    {
        _bench.Write("acme.state.db", Encoding.ASCII.GetBytes("this is no database, however long it may be " + new string('x', 5000)));
        _bench.Refuses("StateInvalid", begins: false, State);
    }

    [Fact]
    public void The_state_of_a_newer_version_is_StateInvalid()
    {
        Spoil(bytes => bytes[VersionByte]++);
        _bench.Refuses("StateInvalid", begins: false, State, "newer");
    }

    [Fact]
    public void The_database_of_another_program_is_StateInvalid()
    {
        Spoil(bytes =>
        {
            bytes[ApplicationByte] ^= 0x55;
            // Without a write-ahead log: one of another program's would be left to that.
            Array.Fill(bytes, (byte)1, JournalBytes, 2);
        });
        _bench.Refuses("StateInvalid", begins: false, State, "another program");
    }

    [Fact]
    public void A_state_that_is_damaged_inside_is_StateInvalid()
    {
        Spoil(bytes => Array.Fill(bytes, (byte)0xA5, 4096, bytes.Length - 4096));
        var before = _bench.Read("acme.state.db");
        var crm = _bench.Read("crm.csv");

        var error = _bench.Session.Fail("Invoke-ContactSync ./acme.yaml");

        Assert.StartsWith("StateInvalid,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal($"The state file '{State}' is damaged: what stands in it is not what this module wrote.", error.ToString());
        Assert.Contains("SQLite", error.Exception.InnerException!.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Equal(before, _bench.Read("acme.state.db"));
        Assert.Equal(crm, _bench.Read("crm.csv"));
    }

    [Fact]
    public void A_folder_in_the_place_of_the_state_is_StateInvalid()
    {
        Directory.CreateDirectory(State);
        _bench.Refuses("StateInvalid", begins: false, State, "folder");
    }

    [Fact]
    public void A_state_in_a_folder_that_is_not_there_is_StateInvalid()
    {
        _bench.Write("acme.yaml", RefusalBench.Sides + "state: { path: nowhere/acme.db }\n");
        _bench.Refuses("StateInvalid", begins: false, _bench.Session.PathOf("nowhere"));
    }

    private void Spoil(Action<byte[]> spoil)
    {
        _bench.Run();
        var bytes = _bench.Read("acme.state.db");
        spoil(bytes);
        _bench.Write("acme.state.db", bytes);
    }
}
