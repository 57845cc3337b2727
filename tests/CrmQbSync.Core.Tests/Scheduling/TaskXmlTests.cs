using System.Xml.Linq;
using CrmQbSync.Scheduling;
using CrmQbSync.Scheduling.Windows;

namespace CrmQbSync.Tests.Scheduling;

public sealed class TaskXmlTests
{
    private static readonly XNamespace s_task = "http://schemas.microsoft.com/windows/2004/02/mit/task";

    [Theory]
    [InlineData("00:15", "PT15M", "2026-11-22T14:15:00")]
    [InlineData("06:00", "PT360M", "2026-11-22T14:30:00")]
    public void A_part_of_a_day_is_repeated_all_day_every_day(string every, string interval, string start)
    {
        var trigger = Trigger(every);

        Assert.Equal(["Repetition", "StartBoundary", "Enabled", "ScheduleByDay"], trigger.Elements().Select(element => element.Name.LocalName));
        Assert.Equal(["Interval " + interval, "Duration P1D", "StopAtDurationEnd false"], trigger.Element(s_task + "Repetition")!.Elements().Select(Words));
        Assert.Equal(start, trigger.Element(s_task + "StartBoundary")!.Value);
        Assert.Equal("DaysInterval 1", Words(trigger.Element(s_task + "ScheduleByDay")!.Elements().Single()));
    }

    [Fact]
    public void A_day_and_a_week_follow_the_calendar()
    {
        Assert.Equal(["StartBoundary", "Enabled", "ScheduleByDay"], Trigger("1.00:00").Elements().Select(element => element.Name.LocalName));
        var week = Trigger("7.00:00").Element(s_task + "ScheduleByWeek")!;
        Assert.Equal("Sunday", week.Element(s_task + "DaysOfWeek")!.Elements().Single().Name.LocalName);
        Assert.Equal("1", week.Element(s_task + "WeeksInterval")!.Value);
    }

    [Fact]
    public void Missed_runs_are_made_up_for_and_none_begins_beside_another()
    {
        var settings = Compose(Tasks.Make()).Element(s_task + "Settings")!;

        Assert.Equal("true", settings.Element(s_task + "StartWhenAvailable")!.Value);
        Assert.Equal("IgnoreNew", settings.Element(s_task + "MultipleInstancesPolicy")!.Value);
        Assert.Equal("false", settings.Element(s_task + "DisallowStartIfOnBatteries")!.Value);
    }

    [Fact]
    public void The_principal_has_no_more_rights_than_it_needs_and_no_password_stands_anywhere()
    {
        var password = new System.Security.SecureString();
        foreach (var letter in "Secret123")
            password.AppendChar(letter);
        var xml = TaskXml.Compose(Tasks.Make() with { RunAs = new TaskAccount("CONTOSO\\ann", password) }, "CONTOSO\\ann", "Password");

        var principal = XDocument.Parse(xml).Root!.Element(s_task + "Principals")!.Elements().Single();
        Assert.Equal(["UserId CONTOSO\\ann", "LogonType Password", "RunLevel LeastPrivilege"], principal.Elements().Select(Words));
        Assert.DoesNotContain("Secret123", xml, StringComparison.Ordinal);
        Assert.Equal(["UserId", "RunLevel"], Compose(Tasks.Make(), logon: null).Element(s_task + "Principals")!.Elements().Single().Elements().Select(element => element.Name.LocalName));
    }

    [Fact]
    public void What_is_run_is_taken_apart_again_into_the_same_words()
    {
        var exec = Compose(Tasks.Make(@"C:\Users\Ann Käufer\pro""files\acme\")).Descendants(s_task + "Exec").Single();

        Assert.Equal("/bin/true", exec.Element(s_task + "Command")!.Value);
        Assert.Equal(
            """-NoProfile -File "/opt/My Modules/CrmQbSync/CrmQbSync.Task.ps1" -ProfilePath "C:\Users\Ann Käufer\pro\"files\acme\\" -Outputs "C:\Users\Ann Käufer\pro\"files\acme\.runs" """.Trim(),
            exec.Element(s_task + "Arguments")!.Value);
    }

    [Fact]
    public void It_says_which_task_it_is()
    {
        var task = Tasks.Make(Tasks.HardProfile);

        Assert.Equal(TaskRecord.Of(task), TaskXml.RecordOf(TaskXml.Compose(task, "ann", "S4U")));
        Assert.Null(TaskXml.RecordOf("""<Task xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task"><Data>other</Data></Task>"""));
    }

    private static XElement Trigger(string every) => Compose(Tasks.Make(every: every)).Element(s_task + "Triggers")!.Elements().Single();

    private static XElement Compose(TaskDefinition task, string? logon = "S4U") => XDocument.Parse(TaskXml.Compose(task, "ann", logon)).Root!;

    private static string Words(XElement element) => $"{element.Name.LocalName} {element.Value}";
}
