using System.Globalization;

namespace CrmQbSync.State.Sqlite;

/// <summary>Where this process runs, as far as it matters for telling whether another one is alive.</summary>
/// <param name="Host">The machine's name.</param>
/// <param name="Place">
/// What else has to be the same for process ids to mean the same: on Linux the PID namespace, as two containers may share a host's name;
/// elsewhere empty.
/// </param>
/// <param name="Clock">
/// Whose clock is read here: on Linux the boot of the kernel, which all its containers share (each run may be in a new one); elsewhere the host.
/// </param>
/// <param name="ProcessId">This process.</param>
/// <param name="ProcessMark">What tells this process from a later one with the same id.</param>
internal sealed record MachineIdentity(string Host, string Place, string Clock, int ProcessId, string ProcessMark)
{
    /// <summary>The identity of this process.</summary>
    public static MachineIdentity Read()
    {
        var host = Environment.MachineName;
        var processId = Environment.ProcessId;
        var mark = ProcessMarks.Of(processId)
            ?? throw new InvalidOperationException($"The start of this process ({processId.ToString(CultureInfo.InvariantCulture)}) cannot be found out.");
        var place = OperatingSystem.IsLinux() ? new FileInfo("/proc/self/ns/pid").LinkTarget ?? "" : "";
        return new MachineIdentity(host, place, ProcessMarks.Boot ?? host, processId, mark);
    }

    /// <summary>Whether the process ids of another identity mean the same here.</summary>
    public bool Sees(string host, string place) => string.Equals(Host, host, StringComparison.OrdinalIgnoreCase) && Place == place;
}
