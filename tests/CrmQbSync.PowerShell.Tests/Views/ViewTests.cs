using System.Globalization;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.Views;

public sealed class ViewTests : IDisposable
{
    private static readonly DateTimeOffset Time = new(new DateTime(2026, 3, 4, 15, 6, 7, DateTimeKind.Local));

    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Contacts_show_who_they_are()
    {
        var lines = Show(ModuleSession.Make("Contact", ("Side", "Qb"), ("Id", "4150868000001234567"), ("Email", "ann.bexley@example.com"), ("FirstName", "Ann"), ("LastName", "Bexley"), ("Company", "Bexley Ltd"), ("Phone", "(555) 123-4567")));

        Assert.Equal(["Side", "Id", "Email", "FirstName", "LastName", "Company", "Phone"], Words(lines[0]));
        Assert.Equal("Qb   4150868000001234567 ann.bexley@example.com         Ann          Bexley          Bexley Ltd        (555) 123-4567", lines[2].TrimEnd());
    }

    [Fact]
    public void Changes_show_their_fields_in_one_line()
    {
        var lines = Show(ModuleSession.Make("ContactChange", ("Action", "Update"), ("Target", "Crm"), ("Email", "ann@example.com"), ("Name", "Ann"), ("Fields", Fields(("Phone", "1", "2")))));

        Assert.Equal(["Action", "Target", "Email", "Reason", "Summary", "Name"], Words(lines[0]));
        Assert.Equal(["Update", "Crm", "ann@example.com", "Phone:", "'1'", "→", "'2'", "Ann"], Words(lines[2]));
    }

    [Fact]
    public void A_change_without_fields_shows_its_message()
    {
        var lines = Show(ModuleSession.Make("ContactChange", ("Action", "Ambiguous"), ("Target", "None"), ("Message", "Several have this address.")));

        Assert.EndsWith("Several have this address.", lines[2].TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_narrow_window_a_change_shows_what_is_written()
    {
        _session.Host.UI.RawUI.BufferSize = new(80, 50);
        var lines = Show(ModuleSession.Make("ContactChange", ("Action", "Update"), ("Target", "Crm"), ("Email", "ann@example.com"), ("Name", "Ann"), ("Fields", Fields(("Phone", "1", "2")))));

        Assert.Equal(["Action", "Target", "Email", "Reason", "Summary"], Words(lines[0]));
        Assert.EndsWith("Phone: '1' → '2'", lines[2].TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_that_would_fail_shows_its_code()
    {
        var lines = Show(ModuleSession.Make("ContactChange", ("Action", "Update"), ("Target", "Crm"), ("ErrorCode", "EmailInUse")));

        Assert.Contains("EmailInUse", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Field_changes_show_both_values_and_why()
    {
        var lines = Show(Field("Phone", "1", "2", "CRM has priority"));

        Assert.Equal(["Field", "Target", "OldValue", "NewValue", "Why"], Words(lines[0]));
        Assert.Equal(["Phone", "Qb", "1", "2", "CRM", "has", "priority"], Words(lines[2]));
    }

    [Fact]
    public void Divergences_show_both_values_and_why()
    {
        var lines = Show(ModuleSession.Make(
            "ContactDivergence", ("Email", "ann@example.com"), ("Field", "Phone"), ("CrmValue", "1"), ("QbValue", "2"), ("Reason", "Undecided"), ("Since", Time)));

        Assert.Equal(["Email", "Field", "CrmValue", "QbValue", "Reason", "Since"], Words(lines[0]));
        Assert.Equal("ann@example.com              Phone             1                 2                 Undecided   2026-03-04 15:06:07", lines[2].TrimEnd());
    }

    [Fact]
    public void Explanations_show_what_was_and_what_comes()
    {
        var lines = Show(ModuleSession.Make(
            "ContactSyncExplanation", ("Field", "Phone"), ("CrmValue", "1"), ("QbValue", "1"), ("Rule", "Priority"), ("SyncId", 12L), ("Overwritten", "2"), ("Next", "Nothing: the two agree.")));

        Assert.Equal(["Field", "CrmValue", "QbValue", "Rule", "SyncId", "Overwritten", "Next"], Words(lines[0]));
        Assert.Equal(["Phone", "1", "1", "Priority", "12", "2", "Nothing:", "the", "two", "agree."], Words(lines[2]));
    }

    [Fact]
    public void Runs_show_profile_name_local_time_and_right_aligned_figures()
    {
        var lines = Show(ModuleSession.Make(
            "SyncRun", ("SyncId", 17L), ("Profile", _session.PathOf("acme.yaml")), ("Mode", "Synchronize"), ("Status", "CompletedWithErrors"), ("StartedAt", Time),
            ("Duration", TimeSpan.FromSeconds(75)), ("CrmCreated", 2), ("QbCreated", 3), ("QbUpdated", 12), ("Failed", 1)));

        Assert.Equal(["SyncId", "Profile", "StartedAt", "Status", "Created", "Updated", "Failed", "Deleted", "Conflicts", "Mode", "Duration"], Words(lines[0]));
        Assert.Equal("    17 acme      2026-03-04 15:06:07 CompletedWithErrors       5      12      1       0         0 Synchronize 00:01:15", lines[2].TrimEnd());
    }

    [Fact]
    public void In_a_narrow_window_a_run_shows_no_figure_cut_off()
    {
        _session.Host.UI.RawUI.BufferSize = new(80, 50);
        var lines = Show(ModuleSession.Make("SyncRun", ("SyncId", 17L), ("Status", "CompletedWithErrors"), ("StartedAt", Time), ("CrmCreated", 1234), ("QbUpdated", 56), ("CrmDeleted", 78), ("Failed", 9)));

        Assert.Equal(["SyncId", "Profile", "StartedAt", "Status", "Created", "Updated", "Failed"], Words(lines[0]));
        Assert.Equal(["17", "2026-03-04", "15:06:07", "CompletedWithErrors", "1234", "56", "9"], Words(lines[2]));
    }

    [Fact]
    public void A_run_under_way_shows_no_duration()
    {
        var lines = Show(ModuleSession.Make("SyncRun", ("SyncId", 1L), ("Status", "Running"), ("StartedAt", Time)));

        Assert.Equal(["1", "2026-03-04", "15:06:07", "Running", "0", "0", "0", "0", "0", "Import"], Words(lines[2]));
    }

    [Fact]
    public void Tasks_show_how_they_ended_and_when_they_run_next()
    {
        var lines = Show(ModuleSession.Make(
            "ContactSyncTask", ("Profile", _session.PathOf("acme.yaml")), ("Every", TimeSpan.FromMinutes(15)), ("Scheduler", "Crontab"), ("LastRun", Time), ("LastResult", 2), ("NextRun", Time.AddMinutes(15)), ("RunAs", "ann")));

        Assert.Equal(["Profile", "Every", "Scheduler", "LastRun", "LastResult", "NextRun", "RunAs"], Words(lines[0]));
        Assert.Equal("acme         00:15:00   Crontab       2026-03-04 15:06:07          2 2026-03-04 15:21:07 ann", lines[2].TrimEnd());
    }

    [Fact]
    public void Entries_show_the_message_or_else_the_fields()
    {
        var lines = Show(
            ModuleSession.Make("SyncEntry", ("SyncId", 3L), ("Action", "Update"), ("Target", "Qb"), ("Status", "Failed"), ("Email", "ann@example.com"), ("ErrorCode", "6240"), ("Message", "Duplicate name")),
            ModuleSession.Make("SyncEntry", ("SyncId", 3L), ("Action", "Skip"), ("Status", "Skipped"), ("Email", "bob@example.com"), ("Reason", "Job"), ("Fields", Fields(("Fax", null, "9")))));

        Assert.Equal(["SyncId", "Action", "Target", "Status", "Email", "Reason", "Message"], Words(lines[0]));
        Assert.Equal(["3", "Update", "Qb", "Failed", "ann@example.com", "6240", "Duplicate", "name"], Words(lines[2]));
        Assert.Equal("     3 Skip      None   Skipped   bob@example.com              Job              Fax: '' → '9'", lines[3].TrimEnd());
    }

    [Fact]
    public void Links_show_both_ids_and_the_state()
    {
        var lines = Show(ModuleSession.Make("ContactLink", ("Profile", _session.PathOf("acme.yaml")), ("Email", "ann@example.com"), ("CrmId", "1"), ("QbId", "2"), ("State", "QbDeleted"), ("LastSyncId", 4L)));

        Assert.Equal(["Profile", "Email", "CrmId", "QbId", "State", "LastSyncId"], Words(lines[0]));
        Assert.Equal(["acme", "ann@example.com", "1", "2", "QbDeleted", "4"], Words(lines[2]));
    }

    [Fact]
    public void Conflicts_show_both_values()
    {
        var lines = Show(ModuleSession.Make("ContactConflict", ("Profile", _session.PathOf("acme.yaml")), ("Email", "ann@example.com"), ("Field", "Phone"), ("CrmValue", "1"), ("QbValue", "2"), ("Since", Time)));

        Assert.Equal(["Email", "Field", "CrmValue", "QbValue", "Since", "Profile"], Words(lines[0]));
        Assert.Equal(["ann@example.com", "Phone", "1", "2", "2026-03-04", "15:06:07", "acme"], Words(lines[2]));
    }

    [Fact]
    public void In_a_narrow_window_a_conflict_shows_both_values()
    {
        _session.Host.UI.RawUI.BufferSize = new(80, 50);
        var lines = Show(ModuleSession.Make("ContactConflict", ("Email", "ann@example.com"), ("Field", "ShippingPostalCode"), ("CrmValue", "10001-0001"), ("QbValue", "10002-0002"), ("Since", Time)));

        Assert.Equal(["Email", "Field", "CrmValue", "QbValue"], Words(lines[0]));
        Assert.Equal(["ann@example.com", "ShippingPostalCode", "10001-0001", "10002-0002"], Words(lines[2]));
    }

    [Fact]
    public void Profiles_show_their_connections()
    {
        var csv = ModuleSession.Make("Profiles.CsvSettings", ("Path", "/tmp/a.csv"));
        var lines = Show(ModuleSession.Make("SyncProfile", ("Name", "acme"), ("Path", "/p/acme.yaml"), ("Crm", csv), ("Qb", csv)));

        Assert.Equal(["Name", "Mode", "Priority", "Crm", "Qb", "Path"], Words(lines[0]));
        Assert.Equal(["acme", "Synchronize", "Crm", "Csv", "Csv", "/p/acme.yaml"], Words(lines[2]));
    }

    [Fact]
    public void Checks_wrap_so_that_no_advice_is_cut_off()
    {
        var advice = string.Join(' ', Enumerable.Range(1, 30).Select(number => $"word{number}"));
        var lines = Show(ModuleSession.Make("ProfileCheck", ("Check", "Columns"), ("Status", "Warning"), ("Message", "No column"), ("Advice", advice)));

        Assert.Equal(["Check", "Status", "Message", "Advice"], Words(lines[0]));
        Assert.Contains("word30", string.Join(' ', lines), StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_narrow_window_advice_stays_readable()
    {
        _session.Host.UI.RawUI.BufferSize = new(80, 50);
        var lines = Show(ModuleSession.Make("ProfileCheck", ("Check", "Administrator"), ("Status", "Warning"), ("Message", "No column"), ("Advice", "Twenty-four letters here")));

        Assert.Equal(["Administrator", "Warning", "No", "column", "Twenty-four", "letters", "here"], Words(lines[2]));
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    public void Times_look_the_same_under_every_culture(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(culture);
            var lines = Show(ModuleSession.Make("SyncRun", ("SyncId", 1L), ("StartedAt", Time)));
            Assert.Contains("2026-03-04 15:06:07", lines[2], StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Accounts_show_who_is_signed_in_where_and_until_when()
    {
        var lines = Show(ModuleSession.Make(
            "AccountInfo", ("Side", "Crm"), ("Service", "Zoho CRM"), ("User", "ann@example.com"), ("Company", "Bexley Ltd"), ("Region", "eu"), ("EndsUnused", Time)));

        Assert.Equal(["Side", "Service", "User", "Company", "Region", "EndsUnused", "EndsAt"], Words(lines[0]));
        Assert.Equal("Crm  Zoho CRM          ann@example.com            Bexley Ltd               eu         2026-03-04 15:06", lines[2].TrimEnd());
    }

    [Fact]
    public void Secrets_show_names_and_dates()
    {
        var lines = Show(ModuleSession.Make("SecretInfo", ("Name", "acme-crm-refresh"), ("Scope", "CurrentUser"), ("ModifiedTime", Time), ("Store", "the secret store")));

        Assert.Equal(["Name", "Scope", "CreatedTime", "ModifiedTime", "Store"], Words(lines[0]));
        Assert.Equal("acme-crm-refresh                 CurrentUser                  2026-03-04 15:06 the secret store", lines[2].TrimEnd());
    }

    private static object Field(string name, string? old, string? value, string why) => Activator.CreateInstance(
        ModuleSession.TypeOf("FieldChange"), name, Enum.Parse(ModuleSession.TypeOf("ChangeTarget"), "Qb"), old, value, why, null)!;

    private static object Fields(params (string Name, string? Old, string? New)[] fields)
    {
        var items = Array.CreateInstance(ModuleSession.TypeOf("FieldChange"), fields.Length);
        for (var index = 0; index < fields.Length; index++)
            items.SetValue(Field(fields[index].Name, fields[index].Old, fields[index].New, ""), index);
        return Activator.CreateInstance(ModuleSession.TypeOf("FieldChangeList"), items)!;
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private IReadOnlyList<string> Show(params object[] values)
    {
        var lines = _session.Show(values);
        Assert.All(lines, line => Assert.True(line.TrimEnd().Length <= 120, line));
        return lines;
    }
}
