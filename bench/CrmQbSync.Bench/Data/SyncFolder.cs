using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CrmQbSync.Contacts;
using CrmQbSync.Profiles;

namespace CrmQbSync.Bench.Data;

/// <summary>A folder with a profile, a file a side, and the state that a run leaves; removed at the end.</summary>
internal sealed class SyncFolder : IDisposable
{
    /// <summary>The name of the profile's file.</summary>
    public const string ProfileName = "bench.yaml";

    /// <summary>A new folder.</summary>
    public SyncFolder(int records)
        : this(Directory.CreateTempSubdirectory("crmqbsync-bench-").FullName)
    {
        File.WriteAllText(ProfilePath, """
            name: bench
            crm:
              type: Csv
              path: crm.csv
            qb:
              type: Csv
              path: qb.csv
            """);
        var sets = new TwoSets(records);
        Write(PathOf("crm-original.csv"), sets.Crm);
        Write(PathOf("qb-original.csv"), sets.Qb);
        Reset();
    }

    private SyncFolder(string folder) => Folder = folder;

    public string Folder { get; }

    public string ProfilePath => PathOf(ProfileName);

    public string CrmPath => PathOf("crm.csv");

    public string QbPath => PathOf("qb.csv");

    /// <summary>A folder that another process made.</summary>
    public static SyncFolder Open(string folder) => new(folder);

    public SyncProfile ReadProfile() => new ProfileStore().Read(ProfilePath);

    /// <summary>Back to before the first run.</summary>
    public void Reset()
    {
        foreach (var state in Directory.EnumerateFiles(Folder, "*.state.db*"))
            File.Delete(state);
        File.Copy(PathOf("crm-original.csv"), CrmPath, overwrite: true);
        File.Copy(PathOf("qb-original.csv"), QbPath, overwrite: true);
    }

    /// <summary>Changes the country of one person in a hundred, those whose number ends so.</summary>
    public static void ChangeOnePercent(string path, int ending)
    {
        var people = new Regex(string.Create(CultureInfo.InvariantCulture, $"customer[0-9]*{ending:D2}@"), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        var lines = File.ReadAllLines(path);
        for (var line = 0; line < lines.Length; line++)
        {
            if (people.IsMatch(lines[line]))
                lines[line] = lines[line].Replace(",USA", ",United States", StringComparison.Ordinal);
        }
        File.WriteAllLines(path, lines);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private string PathOf(string name) => Path.Combine(Folder, name);

    private static void Write(string path, ContactRecord[] records)
    {
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16);
        writer.Write("Id,");
        writer.WriteLine(string.Join(',', FieldSet.Canonical.Fields));
        foreach (var record in records)
        {
            writer.Write(record.Id);
            foreach (var value in record.Values.Unpack(FieldSet.Canonical.Count))
            {
                writer.Write(',');
                if (value is not null)
                    writer.Write(value.Contains(',', StringComparison.Ordinal) ? $"\"{value}\"" : value);
            }
            writer.WriteLine();
        }
    }
}
