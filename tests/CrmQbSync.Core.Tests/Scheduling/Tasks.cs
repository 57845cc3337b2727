using CrmQbSync.Scheduling;

namespace CrmQbSync.Tests.Scheduling;

/// <summary>Tasks with names that are hard to write.</summary>
internal static class Tasks
{
    public const string HardProfile = "/srv/Käufer & Söhne/100% \"neu\" $HOME 'a'\\b 株式会社/acme é.yaml";

    private static readonly DateTime s_now = new(2026, 11, 22, 14, 3, 20);

    public static TaskDefinition Make(string profile = "/srv/acme.yaml", string every = "00:15", string at = "02:30", string program = "/bin/true") => new()
    {
        ProfileName = Path.GetFileNameWithoutExtension(profile),
        Profile = profile,
        Schedule = TaskSchedule.Create(
            TimeSpan.Parse(every, System.Globalization.CultureInfo.InvariantCulture),
            s_now.Date + TimeSpan.Parse(at, System.Globalization.CultureInfo.InvariantCulture),
            s_now),
        Command = new TaskCommand(
            program,
            ["-NoProfile", "-File", "/opt/My Modules/CrmQbSync/CrmQbSync.Task.ps1", "-ProfilePath", profile, "-Outputs", profile + ".runs"],
            new Dictionary<string, string> { ["DOTNET_ROOT"] = "/opt/dot net $1 100%" }),
        Outputs = profile + ".runs",
    };
}
