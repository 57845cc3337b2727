using System.Globalization;
using System.Xml.Linq;
using CrmQbSync.Profiles;

namespace CrmQbSync.Scheduling.Windows;

/// <summary>A task in the words of Windows' Task Scheduler: MS-TSCH 2.5, version 1.2 of its schema.</summary>
internal static class TaskXml
{
    private static readonly XNamespace s_task = "http://schemas.microsoft.com/windows/2004/02/mit/task";

    /// <summary>The definition.</summary>
    /// <param name="task">The task.</param>
    /// <param name="account">The account that it runs as.</param>
    /// <param name="logon">S4U for the current user's own right without a password, Password for one that was given; null for a service account.</param>
    public static string Compose(TaskDefinition task, string account, string? logon) =>
        new XDocument(Element("Task", [
            new XAttribute("version", "1.2"),
            Element("RegistrationInfo", [
                Element("Author", ["CrmQbSync"]),
                Element("Description", [$"Synchronises the contacts of {task.ProfileName} ({task.Profile})."])]),
            Element("Triggers", [Trigger(task.Schedule)]),
            Element("Principals", [Element("Principal", [
                new XAttribute("id", "Author"),
                Element("UserId", [account]),
                .. logon is null ? Array.Empty<object>() : [Element("LogonType", [logon])],
                Element("RunLevel", ["LeastPrivilege"])])]),
            Element("Settings", Settings()),
            Element("Data", [TaskRecord.Of(task).ToLine()]),
            Element("Actions", [
                new XAttribute("Context", "Author"),
                Element("Exec", [
                    Element("Command", [task.Command.Program]),
                    Element("Arguments", [WindowsCommandLine.Join(task.Command.Arguments)])])])])).ToString();

    /// <summary>What a definition says of its task; null if it is none of ours.</summary>
    public static TaskRecord? RecordOf(string xml) =>
        XDocument.Parse(xml).Root?.Element(s_task + "Data")?.Value is { } data ? TaskRecord.Parse(data) : null;

    private static XElement Trigger(TaskSchedule schedule)
    {
        var start = Element("StartBoundary", [schedule.At.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)]);
        var enabled = Element("Enabled", ["true"]);
        if (schedule.Day is { } day)
            return Element("CalendarTrigger", [start, enabled, Element("ScheduleByWeek", [Element("DaysOfWeek", [Element(day.ToString(), [])]), Element("WeeksInterval", ["1"])])]);
        var daily = Element("ScheduleByDay", [Element("DaysInterval", ["1"])]);
        if (schedule.Every == TimeSpan.FromDays(1))
            return Element("CalendarTrigger", [start, enabled, daily]);
        // A day's first run with its repetitions until the next day's: so the times stay the same when the clocks are put forward or back.
        var repetition = Element("Repetition", [
            Element("Interval", [$"PT{((int)schedule.Every.TotalMinutes).ToInvariant()}M"]),
            Element("Duration", ["P1D"]),
            Element("StopAtDurationEnd", ["false"])]);
        return Element("CalendarTrigger", [repetition, start, enabled, daily]);
    }

    private static object[] Settings() =>
    [
        Element("MultipleInstancesPolicy", ["IgnoreNew"]),
        Element("DisallowStartIfOnBatteries", ["false"]),
        Element("StopIfGoingOnBatteries", ["false"]),
        // Runs that were missed are made up for, once.
        Element("StartWhenAvailable", ["true"]),
        Element("ExecutionTimeLimit", ["P1D"]),
        Element("Enabled", ["true"]),
    ];

    private static XElement Element(string name, object[] content) => new(s_task + name, content);
}
