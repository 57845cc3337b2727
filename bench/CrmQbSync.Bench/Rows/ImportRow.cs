using CrmQbSync.Bench.Measuring;

namespace CrmQbSync.Bench.Rows;

/// <summary>What Import-Module costs in a fresh process, beyond what a binary module with one empty cmdlet costs there.</summary>
internal sealed class ImportRow : IRow
{
    private const int Turns = 9;
    private const double Limit = 60;

    // None of what reads profiles, files or the state is needed before a cmdlet runs.
    private static readonly string[] s_heavy = ["YamlDotNet", "CsvHelper", "Microsoft.Data.Sqlite", "PhoneNumbers"];

    public string Name => "import";

    public IEnumerable<Figure> Measure()
    {
        var ours = new List<EngineTimes>();
        var empty = new List<EngineTimes>();
        for (var turn = 0; turn < Turns; turn++)
        {
            empty.Add(EngineProcess.Run(Modules.Empty, ""));
            ours.Add(EngineProcess.Run(Modules.Ours, ""));
        }
        yield return Figure.Beyond("Import-Module", ours.Min(times => times.Import), empty.Min(times => times.Import), Limit, "ms", TimeSpan.FromMilliseconds(1));
        yield return Figure.Beyond(
            "Import-Module, time of the processor", ours.Min(times => times.Processor), empty.Min(times => times.Processor), Limit, "ms", TimeSpan.FromMilliseconds(1));
        var loaded = ours[0].Assemblies.Where(name => s_heavy.Contains(name) || name.StartsWith("SQLitePCL", StringComparison.Ordinal)).ToList();
        yield return new Figure("YAML, CSV and SQLite assemblies loaded by it", loaded.Count, 0, "", string.Join(", ", loaded) is { Length: > 0 } names ? names : "none");
    }
}
