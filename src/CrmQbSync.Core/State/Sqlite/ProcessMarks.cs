using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace CrmQbSync.State.Sqlite;

/// <summary>
/// Marks that tell a process from a later one that was given the same id. None depends on the wall clock: a clock that is set
/// must not make a living process look like another.
/// </summary>
internal static class ProcessMarks
{
    /// <summary>Process start times that are reckoned from the time now are only as exact as this.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    /// <summary>Which boot of the kernel this is; null where the system does not say.</summary>
    public static string? Boot { get; } = ReadBoot();

    /// <summary>The mark of a process; null if it is not there or cannot be looked at.</summary>
    public static string? Of(int processId)
    {
        if (OperatingSystem.IsLinux())
            return ReadStat(processId) is { State: not ('Z' or 'X') } stat ? $"{Boot} {stat.Start}" : null;
        try
        {
            using var process = Process.GetProcessById(processId);
            return OperatingSystem.IsWindows() ? Fixed(process) : SinceBoot(process);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Whether a process is the one of a mark; null if that cannot be found out.</summary>
    public static bool? IsAlive(int processId, string mark)
    {
        if (Of(processId) is { } current)
            return OperatingSystem.IsLinux() || OperatingSystem.IsWindows() ? current == mark : AreClose(current, mark);
        return Exists(processId) ? null : false;
    }

    private static bool Exists(int processId)
    {
        if (OperatingSystem.IsLinux())
            return false;
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return false;
        }
        catch (Win32Exception)
        {
            // It is there, but belongs to somebody else.
            return true;
        }
    }

    /// <summary>Windows keeps the time at which a process was started, and never corrects it.</summary>
    private static string Fixed(Process process) => process.StartTime.ToFileTimeUtc().ToString(CultureInfo.InvariantCulture);

    /// <summary>Elsewhere .NET reckons the start from now and the time since boot; so it is reckoned back.</summary>
    private static string SinceBoot(Process process)
    {
        var age = TimeProvider.System.GetUtcNow() - process.StartTime.ToUniversalTime();
        return (Environment.TickCount64 - (long)age.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
    }

    private static bool AreClose(string one, string other) =>
        long.TryParse(one, CultureInfo.InvariantCulture, out var first) && long.TryParse(other, CultureInfo.InvariantCulture, out var second)
        && Math.Abs(first - second) <= Tolerance.TotalMilliseconds;

    /// <summary>State and start (in ticks since boot) of a process on Linux; null if it is not there.</summary>
    private static (char State, string Start)? ReadStat(int processId)
    {
        string text;
        try
        {
            text = File.ReadAllText($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/stat");
        }
        catch (IOException)
        {
            return null;
        }
        // The name, in brackets, may hold spaces and brackets itself. Behind it: state is field 3, start is field 22.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (fields[0][0], fields[19]);
    }

    private static string? ReadBoot()
    {
        const string path = "/proc/sys/kernel/random/boot_id";
        return OperatingSystem.IsLinux() && File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }
}
