namespace CrmQbSync.Files;

/// <summary>Names that mean a device to Windows in every folder, whatever stands behind their first dot.</summary>
internal static class DeviceNames
{
    private static readonly HashSet<string> s_names = new(
        [
            "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
            .. from port in new[] { "COM", "LPT" } from number in "0123456789\u00B9\u00B2\u00B3" select port + number,
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The device that the file name of a path, with either kind of slash, means; null if it means none.</summary>
    public static string? Find(string path)
    {
        var name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        var end = name.AsSpan().IndexOfAny('.', ':');
        var stem = (end < 0 ? name : name[..end]).TrimEnd(' ');
        return s_names.TryGetValue(stem, out var device) ? device : null;
    }
}
