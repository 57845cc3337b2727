namespace CrmQbSync.PowerShell.Tests.Hosting;

/// <summary>A crontab program that keeps its table in a file, as strict as the real one about what it is asked.</summary>
internal static class CrontabProgram
{
    private const string Script =
        """
        #!/bin/sh
        PATH=/usr/bin:/bin
        case "$*" in
          -l) if [ -s "$CRONTAB_FILE" ]; then cat "$CRONTAB_FILE"; else echo "no crontab for $(id -un)" >&2; exit 1; fi ;;
          -) cat > "$CRONTAB_FILE" ;;
          *) echo "usage: crontab [-l|-]" >&2; exit 1 ;;
        esac

        """;

    /// <summary>Adds it to a folder, and gives the variables by which it is found.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="onlyScheduler">Whether no other program is found, so that no scheduler of the machine is touched.</param>
    public static Dictionary<string, string> AddTo(string folder, bool onlyScheduler = false)
    {
        var programs = Directory.CreateDirectory(Path.Combine(folder, "programs")).FullName;
        var program = Path.Combine(programs, "crontab");
        File.WriteAllText(program, Script.ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new Dictionary<string, string>
        {
            ["PATH"] = onlyScheduler ? programs : programs + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"),
            ["CRONTAB_FILE"] = Path.Combine(folder, "crontab.txt"),
        };
    }
}
