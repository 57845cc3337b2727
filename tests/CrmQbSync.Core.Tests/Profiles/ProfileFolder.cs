using CrmQbSync.Profiles;

namespace CrmQbSync.Tests.Profiles;

/// <summary>A folder of its own for one test, with variables of its own.</summary>
internal sealed class ProfileFolder : IDisposable
{
    /// <summary>Connections that are right, for profiles about something else.</summary>
    public const string Sides = "crm: { type: Csv, path: a.csv }\nqb: { type: Csv, path: b.csv }\n";

    public ProfileFolder()
    {
        Path = Directory.CreateTempSubdirectory("profiles").FullName;
        Store = new ProfileStore(name => Variables.GetValueOrDefault(name));
        Variables["CRMQBSYNC_HOME"] = In("home");
    }

    public string Path { get; }

    public Dictionary<string, string> Variables { get; } = [];

    public ProfileStore Store { get; }

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string text, string name = "acme.yaml")
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(In(name))!);
        File.WriteAllText(In(name), text);
        return In(name);
    }

    /// <summary>Reads a profile that is right: then an editor may not fault it either.</summary>
    public SyncProfile Read(string text)
    {
        var profile = Store.Read(Write(text));
        Assert.Empty(SchemaReading.FaultsOf(text));
        return profile;
    }

    /// <summary>The error of a profile, its lines without the file's path.</summary>
    public string[] Faults(string text, SyncErrorId id = SyncErrorId.ProfileInvalid) => FaultsOf(Write(text), id);

    public string[] FaultsOf(string path, SyncErrorId id = SyncErrorId.ProfileInvalid)
    {
        var exception = Assert.Throws<SyncException>(() => Store.Read(path));
        Assert.Equal(id, exception.Id);
        Assert.NotEmpty(exception.Advice);
        var lines = exception.Message.Split('\n');
        Assert.All(lines, line => Assert.StartsWith(path, line, StringComparison.Ordinal));
        return [.. lines.Select(line => line[path.Length..])];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
