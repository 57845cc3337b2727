using CrmQbSync.Contacts;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Rules;

/// <summary>Section 2 as a run applies it: what agrees is not rewritten, and what does not fit (rule 2.5).</summary>
public sealed class StoredFormTests
{
    private const string LongText = "a note of thirty characters...";

    [Theory, Flavours]
    public async Task Rule_2_Values_that_agree_are_never_rewritten(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        world.Crm.Put("Ann@X.com", ("LastName", "Ames "), ("Phone", "(212) 555-0100"), ("Notes", "one\r\ntwo"));
        world.Qb.Put("mailto:ann@x.com", ("LastName", "Ames"), ("Phone", "+1 212 555 0100"), ("Notes", "one\ntwo"));
        var first = await world.SyncAsync();
        Assert.Equal("Link None Done", first.Lines);
        world.Crm.Edit(world.Crm.Only().Id, "Phone", "212.555.0100");
        world.Qb.Edit(world.Qb.Only().Id, "Notes", " one\rtwo");

        Assert.Empty((await world.SyncAsync()).Entries);
        Assert.Equal(0, world.Writes());
    }

    [Theory, Flavours]
    public async Task Rule_2_2_A_new_record_gets_the_first_address_only(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        world.Crm.Put("Ann <ann@x.com>; bob@x.com", ("LastName", "Ames"));
        await world.SyncAsync();
        Assert.Equal("ann@x.com", world.Qb.Addresses());
    }

    [Theory, Flavours]
    public async Task Rule_2_2_A_new_address_takes_the_place_of_the_first_and_the_others_stay(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        world.Crm.Put("ann@x.com", ("LastName", "Ames"));
        world.Qb.Put("ann@x.com, office@x.com", ("LastName", "Ames"));
        await world.SyncAsync();
        Assert.Equal(0, world.Writes());
        world.Crm.Edit(Stage.CrmAnn, "Email", "new@x.com");
        await world.SyncAsync();

        Assert.Equal("new@x.com, office@x.com", world.Qb.Addresses());
        Assert.Empty((await world.SyncAsync()).Entries);
    }

    [Theory, Flavours]
    public async Task Rule_2_3_A_number_is_written_in_the_spelling_of_its_source(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Phone", "(212) 555-0100 ext. 7");
        await world.SyncAsync();
        Assert.Equal("(212) 555-0100 ext. 7", world.Qb.Only()["Phone"]);
    }

    [Theory, Flavours]
    public async Task Rule_2_5_Text_that_is_too_long_is_cut_with_a_warning(Flavour flavour)
    {
        var world = Limited(flavour, "Notes", 10);
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", LongText));
        var ran = await world.SyncAsync();

        Assert.Equal(LongText[..10], world.Qb.Only()["Notes"]);
        Assert.Equal(ErrorCodes.CutToLength, Assert.Single(ran.Only.Fields, field => field.Field == "Notes").Code);
        Assert.Contains("Notes", ran.Only.Warning, StringComparison.Ordinal);
        Assert.Equal((1, RunStatus.Succeeded), (ran.Run.Warnings, ran.Run.Status));
    }

    [Theory, Flavours]
    public async Task Rule_2_5_A_value_that_was_cut_agrees_with_its_full_form_and_never_flows_back(Flavour flavour)
    {
        var world = Limited(flavour, "Notes", 10, profile => profile with { Priority = SyncPriority.Qb });
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", LongText));
        await world.SyncAsync();
        Assert.Empty((await world.SyncAllAsync()).Entries);
        world.Qb.Edit(Stage.QbAnn, "Phone", "212-555-0100");
        await world.SyncAsync();
        Assert.Equal(LongText, world.Crm.Only()["Notes"]);
        Assert.Equal(LongText[..10], world.Qb.Only()["Notes"]);
    }

    [Theory, Flavours]
    public async Task Rule_2_5_An_edit_of_the_cut_value_flows(Flavour flavour)
    {
        var world = Limited(flavour, "Notes", 10);
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", LongText));
        await world.SyncAsync();
        world.Qb.Edit(Stage.QbAnn, "Notes", "short");
        await world.SyncAsync();
        Assert.Equal("short|short", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_2_5_A_number_that_is_too_long_is_not_written_at_all_but_all_else_is(Flavour flavour)
    {
        var world = Limited(flavour, "Phone", 10);
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Phone", "+1 212 555 0100"), ("Notes", "called"));
        var ran = await world.SyncAsync();

        Assert.Null(world.Qb.Only()["Phone"]);
        Assert.Equal("called", world.Qb.Only()["Notes"]);
        Assert.Equal(ErrorCodes.TooLong, Assert.Single(ran.Only.Fields, field => field.Field == "Phone").Code);
        Assert.Contains("Phone", ran.Only.Warning, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Succeeded, ran.Run.Status);
    }

    [Fact]
    public void Rule_2_5_What_is_of_no_use_cut_off_is_never_cut()
    {
        Assert.Equal(
            ["BillingPostalCode", "Email", "Fax", "Mobile", "Phone", "ShippingPostalCode", "Website"],
            FieldSet.Canonical.Fields.Where(field => !field.MayBeCut).Select(field => field.Name).Order(StringComparer.Ordinal));
        Assert.Equal([FieldKind.Phone, FieldKind.Email], Enum.GetValues<FieldKind>().Where(kind => !ContactField.Custom("Own", kind).MayBeCut));
    }

    [Theory, Flavours]
    public async Task Rule_2_5_An_update_leaves_out_a_number_that_is_too_long(Flavour flavour)
    {
        var world = Limited(flavour, "Phone", 12);
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Phone", "212-555-0100"));
        await world.SyncAsync();
        world.Crm.Edit(Stage.CrmAnn, "Phone", "+1 (212) 555-0199");
        world.Crm.Edit(Stage.CrmAnn, "Notes", "called");
        var ran = await world.SyncAsync();

        Assert.Equal("+1 (212) 555-0199|212-555-0100", world.Both("Phone"));
        Assert.Equal("called|called", world.Both("Notes"));
        Assert.Equal("Update Qb Done", ran.Lines);
        Assert.Contains("Phone", ran.Only.Warning, StringComparison.Ordinal);
        Assert.Empty((await world.SyncAsync()).Entries);
    }

    [Theory, Flavours]
    public async Task Rule_2_5_An_address_that_is_too_long_is_not_written(Flavour flavour)
    {
        var world = Limited(flavour, "Email", 12);
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
        await world.SyncAsync();
        world.Crm.Edit(Stage.CrmAnn, "Email", "ann.ames@example.com");
        var ran = await world.SyncAsync();

        Assert.Equal("ann@x.com", world.Qb.Addresses());
        Assert.Contains("Email", ran.Only.Warning, StringComparison.Ordinal);
    }

    private static World Limited(Flavour flavour, string field, int limit, Func<SyncProfile, SyncProfile>? adjust = null) =>
        Stage.Set(flavour, adjust, qb: shape => shape with { Limits = shape.Limits.SetItem(field, limit) });

    [Theory, Flavours]
    public async Task Rule_2_5_What_differs_only_because_it_does_not_fit_is_no_conflict_later(Flavour flavour)
    {
        var world = Stage.Set(flavour, null, null, shape => shape with { Limits = shape.Limits.Add("Phone", 15) });
        await world.AddPairAsync(Stage.Ann, ("Phone", "212-555-0100"));
        world.Crm.Edit(Stage.CrmAnn, "Phone", "+1 (212) 555-0199 ext. 7");
        Assert.NotNull((await world.SyncAsync()).Only.Warning);
        world.Change(profile => profile with { Priority = SyncPriority.Manual });
        await world.SyncAsync();
        await world.SyncAllAsync();
        Assert.Empty(await world.ConflictsAsync());
        world.Qb.Edit(Stage.QbAnn, "Phone", "212-555-0142");
        world.Crm.Edit(Stage.CrmAnn, "Phone", "212-555-0143");
        await world.SyncAsync();
        Assert.Single(await world.ConflictsAsync());
    }
}
