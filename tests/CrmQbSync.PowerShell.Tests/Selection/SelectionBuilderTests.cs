using System.Management.Automation;
using CrmQbSync.Profiles;
using CrmQbSync.Running;
using CrmQbSync.Selection;

namespace CrmQbSync.PowerShell.Tests.Selection;

public sealed class SelectionBuilderTests
{
    private static readonly SyncProfile Profile = new()
    {
        Name = "acme",
        Path = "/p/acme.yaml",
        StatePath = "/p/acme.state.db",
        Crm = new CsvSettings { Path = "/p/a.csv" },
        Qb = new CsvSettings { Path = "/p/b.csv" },
    };

    private readonly SelectionBuilder _selection = new(Profile);

    [Fact]
    public void Nothing_expressed_is_no_selection()
    {
        Assert.False(_selection.SelectsNothing);
        Assert.Null(_selection.Apply(new RunOptions()).Selection);
    }

    [Theory]
    [InlineData("Email")]
    [InlineData("CrmId")]
    [InlineData("QbId")]
    public void An_empty_list_selects_nothing(string list)
    {
        string?[] empty = ["", null, " "];
        _selection.Add(list == "CrmId" ? empty : null, list == "QbId" ? empty : null, list == "Email" ? empty : null);

        Assert.True(_selection.SelectsNothing);
    }

    [Fact]
    public void A_null_from_the_pipeline_selects_nothing()
    {
        _selection.AddAll([null]);

        Assert.True(_selection.SelectsNothing);
    }

    [Fact]
    public void A_contact_selects_by_its_id_on_its_side()
    {
        Add(new Contact { Side = Side.Crm, Id = "1", Email = "a@x" });
        Add(new Contact { Side = Side.Qb, Id = "2", Email = "b@x" });

        AssertSelected(crm: ["1"], qb: ["2"]);
    }

    [Fact]
    public void A_contact_without_id_selects_by_its_address()
    {
        Add(new Contact { Email = "a@x" });

        AssertSelected(emails: ["a@x"]);
    }

    [Fact]
    public void Links_conflicts_and_entries_select_by_their_ids()
    {
        Add(new ContactLink { CrmId = "1", QbId = "2", Email = "a@x" });
        Add(new ContactConflict { CrmId = "3", QbId = "4", Email = "b@x" });
        Add(new SyncEntry { CrmId = "5", Email = "c@x" });

        AssertSelected(crm: ["1", "3", "5"], qb: ["2", "4"]);
    }

    [Fact]
    public void An_ambiguous_entry_selects_by_its_address_because_its_ids_are_many()
    {
        Add(new SyncEntry { Status = EntryStatus.Ambiguous, Action = ChangeAction.Ambiguous, CrmId = "1, 2", QbId = "3", Email = "a@x" });

        AssertSelected(emails: ["a@x"]);
    }

    [Fact]
    public void Any_object_with_an_id_or_an_address_selects_and_ids_win()
    {
        Add(Row(("CrmId", "1"), ("Email", "a@x")));
        Add(Row(("QbId", 2L)));
        Add(Row(("Email", " c@x ")));

        AssertSelected(crm: ["1"], qb: ["2"], emails: ["c@x"]);
    }

    [Fact]
    public void An_exported_ambiguous_entry_selects_by_its_address_too()
    {
        Add(Row(("Status", "Ambiguous"), ("CrmId", "1, 2"), ("Email", "a@x")));

        AssertSelected(emails: ["a@x"]);
    }

    [Fact]
    public void A_row_whose_address_is_blank_selects_nothing()
    {
        Add(Row(("Email", "")));

        Assert.True(_selection.SelectsNothing);
    }

    [Fact]
    public void An_object_without_any_of_them_is_refused()
    {
        Assert.Equal(SyncErrorId.InputInvalid, Assert.Throws<SyncException>(() => Add(Row(("Colour", "red")))).Id);
        Assert.Equal(SyncErrorId.InputInvalid, Assert.Throws<SyncException>(() => Add("ann@example.com")).Id);
    }

    [Fact]
    public void An_object_of_another_profile_is_refused()
    {
        var exception = Assert.Throws<SyncException>(() => Add(new Contact { Id = "1", Profile = "/p/other.yaml" }));

        Assert.Equal(SyncErrorId.InputInvalid, exception.Id);
        Assert.Contains("/p/other.yaml", exception.Message, StringComparison.Ordinal);
        Add(new Contact { Id = "1", Profile = Profile.Path });
    }

    [Fact]
    public void Changes_are_applied_under_what_they_were_planned_with()
    {
        Add(Change());

        var options = _selection.Apply(new RunOptions { Force = true });

        Assert.Single(options.Changes!);
        Assert.Equal(SyncMode.Import, options.Mode);
        Assert.Equal(SyncPriority.Newest, options.Priority);
        Assert.True(options.Force);
        Assert.Null(options.Selection);
    }

    [Fact]
    public void Changes_bear_their_own_mode_and_priority_and_no_other_beside_them()
    {
        Add(Change());

        _selection.Apply(new RunOptions { Mode = SyncMode.Import, Priority = SyncPriority.Newest });
        Assert.Equal(SyncErrorId.InputInvalid, Assert.Throws<SyncException>(() => _selection.Apply(new RunOptions { Mode = SyncMode.Export })).Id);
        Assert.Equal(SyncErrorId.InputInvalid, Assert.Throws<SyncException>(() => _selection.Apply(new RunOptions { Priority = SyncPriority.Qb })).Id);
        Assert.Equal(SyncErrorId.InputInvalid, Assert.Throws<SyncException>(() => _selection.Apply(new RunOptions { All = true })).Id);
    }

    [Fact]
    public void Changes_of_different_plans_do_not_mix()
    {
        Add(Change());
        Add(new ContactChange { Mode = SyncMode.Export, Priority = SyncPriority.Newest });

        Assert.Equal(SyncErrorId.InputInvalid, Assert.Throws<SyncException>(() => _selection.Apply(new RunOptions())).Id);
    }

    [Fact]
    public void Changes_and_selected_records_do_not_mix()
    {
        Add(Change());
        _selection.Add(["1"], null, null);

        Assert.Equal(SyncErrorId.InputInvalid, Assert.Throws<SyncException>(() => _selection.Apply(new RunOptions())).Id);
    }

    private static ContactChange Change() => new() { Mode = SyncMode.Import, Priority = SyncPriority.Newest, CrmId = "1" };

    private static PSObject Row(params (string Name, object? Value)[] properties)
    {
        var row = new PSObject();
        foreach (var (name, value) in properties)
            row.Properties.Add(new PSNoteProperty(name, value));
        return row;
    }

    private void Add(object input) => _selection.AddAll([PSObject.AsPSObject(input)]);

    private void AssertSelected(string[]? crm = null, string[]? qb = null, string[]? emails = null)
    {
        var selected = _selection.Apply(new RunOptions()).Selection!;
        Assert.Equal(crm ?? [], selected.CrmIds.Order(StringComparer.Ordinal));
        Assert.Equal(qb ?? [], selected.QbIds.Order(StringComparer.Ordinal));
        Assert.Equal(emails ?? [], selected.Emails.Order(StringComparer.Ordinal));
    }
}
