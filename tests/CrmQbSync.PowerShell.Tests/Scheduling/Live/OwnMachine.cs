using System.Diagnostics;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.Scheduling.Live;

/// <summary>
/// Something like a machine for a scheduler: namespaces in which nothing is mounted, runs or is heard of outside, and all ends with the script that
/// runs there. Only root can have it.
/// </summary>
internal static class OwnMachine
{
    private const string Systemd =
        """
        mount -t tmpfs tmpfs /run
        mkdir -p /run/systemd/system /run/user/0
        chmod 700 /run/user/0
        export XDG_RUNTIME_DIR=/run/user/0
        unset XDG_CONFIG_HOME XDG_DATA_HOME DBUS_SESSION_BUS_ADDRESS
        start_systemd() {
          /lib/systemd/systemd --user >"$HOME/systemd.log" 2>&1 &
          systemd=$!
          for _ in $(seq 100); do systemctl --user show-environment >/dev/null 2>&1 && return; sleep 0.1; done
          echo 'systemd does not come up' >&2
          exit 99
        }
        stop_systemd() {
          kill -RTMIN+24 $systemd
          wait $systemd
        }
        start_systemd

        """;

    private const string Cron =
        """
        mount -t tmpfs tmpfs /run
        mount -t tmpfs tmpfs /var/spool/cron
        mkdir -p /var/spool/cron/crontabs
        chown root:crontab /var/spool/cron/crontabs
        chmod 1730 /var/spool/cron/crontabs

        """;

    // Asked once, and only where the programs are there at all.
    private static readonly Lazy<bool> s_hasSystemd = new(() => File.Exists("/lib/systemd/systemd") && Works(Systemd));
    private static readonly Lazy<bool> s_hasCron = new(() => File.Exists("/usr/sbin/cron") && Works(Cron));

    /// <summary>Whether a systemd of the user's own can run here.</summary>
    public static bool HasSystemd => s_hasSystemd.Value;

    /// <summary>Whether a cron can run here, with a table of its own.</summary>
    public static bool HasCron => s_hasCron.Value;

    /// <summary>Runs a script beside a systemd of the user's; <c>start_systemd</c> and <c>stop_systemd</c> are the machine's ups and downs.</summary>
    public static Task<ChildResult> WithSystemdAsync(string home, string script) => RunAsync(home, Systemd + script);

    /// <summary>Runs a script where crontabs are empty and no cron runs yet.</summary>
    public static Task<ChildResult> WithCronAsync(string home, string script) => RunAsync(home, Cron + script);

    private static bool Works(string setup)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !File.Exists("/usr/bin/unshare"))
            return false;
        var home = Directory.CreateTempSubdirectory("probe").FullName;
        try
        {
            return RunAsync(home, setup).GetAwaiter().GetResult().ExitCode == 0;
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static async Task<ChildResult> RunAsync(string home, string script)
    {
        const string Shell =
            """
            set -e
            crmqbsync() { dotnet "$CRMQBSYNC_SHELL" "$@"; }

            """;
        var start = new ProcessStartInfo("unshare", ["--mount", "--pid", "--fork", "--mount-proc", "bash", "-c", (Shell + script).ReplaceLineEndings("\n")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home,
        };
        start.Environment["HOME"] = home;
        start.Environment["CRMQBSYNC_MODULE"] = Repository.Module;
        start.Environment["CRMQBSYNC_SHELL"] = Repository.Shell;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var time = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await process.WaitForExitAsync(time.Token);
        return new ChildResult(process.ExitCode, await output, await error);
    }
}
