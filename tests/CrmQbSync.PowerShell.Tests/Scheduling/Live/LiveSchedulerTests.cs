using System.Globalization;

namespace CrmQbSync.PowerShell.Tests.Scheduling.Live;

/// <summary>Tasks as the machine's own scheduler takes them, starts them, and makes up for them: from the cmdlet to a run in the history.</summary>
public sealed class LiveSchedulerTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("crmqbsync-live-").FullName;

    private string Folder => Path.Combine(_home, "Käufer & Söhne 100% '$HOME'");

    public LiveSchedulerTests()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "crm.csv"), "Id,Email,LastName\n1,ann@example.com,Bexley\n");
        File.WriteAllText(Path.Combine(Folder, "qb.csv"), "Id,Email,LastName\n");
        File.WriteAllText(Path.Combine(Folder, "größe 1.yaml"), "crm: { type: Csv, path: crm.csv }\nqb: { type: Csv, path: qb.csv }\n");
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [LiveFact(SchedulerKind.Systemd)]
    public async Task Systemd_starts_a_task_tells_how_it_ended_and_makes_up_once_for_what_was_missed()
    {
        var before = DateTime.UtcNow;

        var result = await OwnMachine.WithSystemdAsync(_home, $$"""
            cd "Käufer & Söhne 100% '\$HOME'"
            cat >ask.ps1 <<'END'
            Get-ContactSyncTask | ForEach-Object { "task: $($_.Scheduler) result $($_.LastResult) next $($_.NextRun.ToUniversalTime().ToString('yyyy-MM-dd HH:mm'))" }
            Get-ContactSyncHistory './größe 1.yaml' | ForEach-Object { "run: $($_.SyncId) $($_.Trigger) $($_.Status)" }
            END
            {{WaitForOutputs}}
            crmqbsync -Command "Register-ContactSyncTask './größe 1.yaml' -Every 1.00:00 -At '$(date -d '2 hours' +%H:%M)' 3>&1 | Out-Null"
            crmqbsync -File ask.ps1
            unit=$(systemctl --user list-timers --all --no-legend | grep -o 'crmqbsync-[^ ]*\.service')
            systemctl --user start "$unit"
            crmqbsync -File ask.ps1
            mv 'größe 1.yaml' away.yaml
            systemctl --user start "$unit" 2>/dev/null || echo "started with $?: $(systemctl --user is-failed "$unit")"
            mv away.yaml 'größe 1.yaml'
            echo '-- off for three days'
            stop_systemd
            touch -d '3 days ago' ~/.local/share/systemd/timers/stamp-*.timer
            start_systemd
            wait_for_outputs 3
            # Until it has ended, systemd tells how it ended before.
            for _ in $(seq 300); do [ "$(systemctl --user is-active "$unit")" = activating ] || break; sleep 0.1; done
            crmqbsync -File ask.ps1
            crmqbsync -Command "Get-ContactSyncTask './größe 1.yaml' | Unregister-ContactSyncTask"
            systemctl --user list-timers --all --no-legend | wc -l
            ls ~/.config/systemd/user | grep -c crmqbsync || true
            """);

        Assert.True(result.ExitCode == 0 && result.Error.Length == 0, $"{result.ExitCode}\n{result.Output}\n{result.Error}");
        Assert.Equal(
            [
                "task: Systemd result", "task: Systemd result 0", "run: 1 Scheduled Succeeded", "started with 1: failed", "-- off for three days",
                "task: Systemd result 0", "run: 2 Scheduled Succeeded", "run: 1 Scheduled Succeeded", "0", "0",
            ],
            result.Lines.Select(line => line.Split("next ")[0].TrimEnd()));
        var next = result.Lines.Where(line => line.StartsWith("task:", StringComparison.Ordinal)).Select(line => DateTime.Parse(line.Split("next ")[1], CultureInfo.InvariantCulture));
        Assert.All(next, time => Assert.InRange(time, before.AddHours(2).AddMinutes(-1), DateTime.UtcNow.AddHours(2)));
    }

    [LiveFact(SchedulerKind.Crontab)]
    public async Task Cron_takes_a_task_and_starts_one_run_when_the_machine_comes_up()
    {
        var result = await OwnMachine.WithCronAsync(_home, $$"""
            cd "Käufer & Söhne 100% '\$HOME'"
            {{WaitForOutputs}}
            crmqbsync -Command "Register-ContactSyncTask './größe 1.yaml' -Every 1.00:00 -At '$(date -d '2 hours' +%H:%M)' -Scheduler Crontab | Out-Null"
            cron
            wait_for_outputs 1
            crmqbsync -Command "Get-ContactSyncTask | ForEach-Object { \"task: \$(\$_.Scheduler) result \$(\$_.LastResult)\" }; Get-ContactSyncHistory './größe 1.yaml' | ForEach-Object { \"run: \$(\$_.SyncId) \$(\$_.Trigger) \$(\$_.Status)\" }; Get-ContactSyncTask | Unregister-ContactSyncTask"
            crontab -l | wc -l
            """);

        Assert.True(result.ExitCode == 0 && result.Error.Length == 0, $"{result.ExitCode}\n{result.Output}\n{result.Error}");
        Assert.Equal(["task: Crontab result 0", "run: 1 Scheduled Succeeded", "0"], result.Lines);
    }

    /// <summary>Waits until so many outputs are there, and a while longer, in which more would come if more were on their way.</summary>
    private const string WaitForOutputs =
        """
        wait_for_outputs() {
          for _ in $(seq 600); do [ "$(ls *.runs 2>/dev/null | wc -l)" -ge "$1" ] && break; sleep 0.1; done
          sleep 2
        }
        """;
}
