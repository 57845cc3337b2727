using System.Globalization;
using System.Text.RegularExpressions;

namespace CrmQbSync.Scheduling;

/// <summary>The outputs that scheduled runs leave beside the state; their names say when a run started and how it ended.</summary>
internal static partial class TaskOutputs
{
    /// <summary>The folder of a profile's outputs: <c>acme.runs</c> beside the state.</summary>
    public static string FolderOf(SyncProfile profile) =>
        Path.Combine(Path.GetDirectoryName(profile.StateFile) ?? ".", profile.Name + ".runs");

    /// <summary>When the newest of them started and how it ended; nulls if there is none.</summary>
    public static (DateTimeOffset? Time, int? ExitCode) Newest(string folder)
    {
        if (!Directory.Exists(folder))
            return (null, null);
        var newest = Directory.EnumerateFiles(folder, "*.txt", new EnumerationOptions { IgnoreInaccessible = true })
            .Select(path => FileName().Match(Path.GetFileName(path)))
            .Where(match => match.Success)
            .MaxBy(match => match.Groups["time"].Value, StringComparer.Ordinal);
        if (newest is null)
            return (null, null);
        var time = DateTime.ParseExact(newest.Groups["time"].Value, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
        return (new DateTimeOffset(time), int.Parse(newest.Groups["code"].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^(?<time>\d{8}T\d{6}Z)-\d+-exit(?<code>\d{1,3})\.txt$", RegexOptions.ExplicitCapture)]
    private static partial Regex FileName();
}
