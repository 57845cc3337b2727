using CrmQbSync.Contacts;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Rules;

/// <summary>How one person's fields came to stand as they do, and what the next run does: it has to be what that run then does.</summary>
public sealed class ExplanationTests
{
    [Theory, Flavours]
    public async Task A_field_that_was_written_tells_the_run_the_rule_and_what_was_overwritten(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Notes", "x"), ("Company", "a"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", "y");
        world.Crm.Edit(Stage.CrmAnn, "Company", "c");
        world.Qb.Edit(Stage.QbAnn, "Company", "q");
        var ran = await world.SyncAsync();
        await world.SyncAsync();

        var notes = await RowAsync(world, "Notes");
        Assert.Equal(
            (DecidingRule.ChangedOnOneSide, "changed in the CRM", ran.Run.SyncId, ChangeTarget.Qb, "x"),
            (notes.Rule, notes.Why, notes.SyncId!.Value, notes.Written, notes.Overwritten));
        Assert.Equal(("y", "y", true, true, "y", "y"), (notes.CrmValue, notes.QbValue, notes.Agrees, notes.HasBase, notes.CrmBase, notes.QbBase));
        Assert.Equal((ChangeTarget.None, "Nothing: the two agree."), (notes.NextTarget, notes.Next));
        var company = await RowAsync(world, "Company");
        Assert.Equal((DecidingRule.Priority, "q"), (company.Rule, company.Overwritten));
    }

    [Theory, Flavours]
    public async Task The_next_run_is_foretold(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Notes", "x"));
        world.Qb.Edit(Stage.QbAnn, "Notes", "y");

        var row = await RowAsync(world, "notes");
        Assert.Equal(("x", "y", "x", "x", false), (row.CrmValue, row.QbValue, row.CrmBase, row.QbBase, row.Agrees));
        Assert.Equal((ChangeTarget.Crm, "y", "Will be written to the CRM: changed in QuickBooks."), (row.NextTarget, row.NextValue, row.Next));
        Assert.Equal(0, world.Writes());

        await world.SyncAsync();
        Assert.Equal("y|y", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task A_new_record_and_its_fields_are_foretold_and_then_told(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        world.Qb.Put(Stage.Ann, ("Company", "Acme"));

        var company = await RowAsync(world, "Company");
        Assert.Equal((ChangeTarget.Crm, "Acme", (long?)null), (company.NextTarget, company.NextValue, company.SyncId));
        var name = await RowAsync(world, "LastName");
        Assert.Equal((ChangeTarget.Crm, "Acme"), (name.NextTarget, name.NextValue));

        await world.SyncAsync();
        Assert.Equal((DecidingRule.NewRecord, 1L), ((await RowAsync(world, "Company")).Rule, (await RowAsync(world, "Company")).SyncId));
        Assert.Equal(DecidingRule.MadeUpLastName, (await RowAsync(world, "LastName")).Rule);
    }

    [Theory, Flavours]
    public async Task What_stays_different_says_why(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile with { Priority = SyncPriority.Manual }, ("Notes", "x"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
        world.Qb.Edit(Stage.QbAnn, "Notes", "q");
        await world.SyncAsync();
        Assert.StartsWith("Nothing (Conflict):", (await RowAsync(world, "Notes")).Next, StringComparison.Ordinal);

        await world.ResolveAsync(Assert.Single(await world.ConflictsAsync()), null, "both");
        var decided = await RowAsync(world, "Notes");
        Assert.Equal(("both", "Will be written to both sides: decided by a person."), (decided.NextValue, decided.Next));
        await world.SyncAsync();
        Assert.Equal(DecidingRule.Decision, (await RowAsync(world, "Notes")).Rule);
    }

    [Theory, Flavours]
    public async Task Whoever_does_not_take_part_says_so(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Notes", "x"), ("Company", "Acme"));
        world.Qb.Delete(Stage.QbAnn);
        await world.SyncAsync();
        Assert.StartsWith("Nothing (DeletedInQb):", (await RowAsync(world, "Notes")).Next, StringComparison.Ordinal);

        world = Stage.Set(flavour);
        var one = world.Crm.Put(Stage.Ann, ("LastName", "One"));
        var two = world.Crm.Put(Stage.Ann, ("LastName", "Two"));
        var row = await RowAsync(world, "LastName");
        Assert.StartsWith("Nothing: the address is ambiguous.", row.Next, StringComparison.Ordinal);
        Assert.Equal(string.Join(", ", one, two), row.CrmId);

        world = await Stage.PairAsync(flavour, null, ("Notes", "x"), ("Company", "Acme"));
        world.Change(profile => profile.Only("Company", "Other"));
        Assert.Equal("Nothing: the profile's selection.filter leaves this person out.", (await RowAsync(world, "Notes")).Next);
    }

    [Theory, Flavours]
    public async Task Whoever_was_skipped_before_is_told_why_again(Flavour flavour)
    {
        var world = Stage.Set(flavour, profile => profile with { Mode = SyncMode.Export });
        world.Qb.Put(Stage.Ann, ("Company", "Acme"));
        await world.SyncAsync();

        Assert.StartsWith("Nothing (Mode):", (await RowAsync(world, "Company")).Next, StringComparison.Ordinal);
        world.Change(profile => profile.Only("Company", "Other"));
        Assert.Equal("Nothing: the profile's selection.filter leaves this person out.", (await RowAsync(world, "Company")).Next);
    }

    /// <summary>Rule 4.3 looks at everybody: who else gets the address, and who gives it up.</summary>
    [Theory, Flavours]
    public async Task An_address_that_another_is_to_get_too_is_foretold_as_in_use(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour);
        await world.AddPairAsync("bob@x.com");
        world.Crm.Edit(Stage.CrmAnn, "Email", "new@x.com");
        world.Crm.Edit(IdOfBob(world), "Email", "new@x.com");

        foreach (var email in new[] { Stage.Ann, "bob@x.com", "new@x.com" })
        {
            Assert.All(
                await RowsAsync(world, email, ["Email"]),
                row => Assert.Equal((ChangeTarget.None, true), (row.NextTarget, row.Next!.StartsWith("Nothing (EmailInUse):", StringComparison.Ordinal))));
        }
        Assert.Equal(2, (await RowsAsync(world, "new@x.com", ["Email"])).Count);
        Assert.Equal(2, (await world.SyncAsync()).Entries.Count(entry => entry.ErrorCode == "EmailInUse"));
    }

    [Theory, Flavours]
    public async Task An_address_that_another_gives_up_is_foretold_as_free(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour);
        await world.AddPairAsync("bob@x.com");
        world.Crm.Edit(IdOfBob(world), "Email", "bobby@x.com");
        world.Crm.Edit(Stage.CrmAnn, "Email", "bob@x.com");

        var row = Assert.Single(await RowsAsync(world, Stage.Ann, ["Email"]));
        Assert.Equal((ChangeTarget.Qb, "bob@x.com"), (row.NextTarget, row.NextValue));

        await world.SyncAsync();
        Assert.Equal("bob@x.com bobby@x.com", world.Qb.Addresses());
    }

    [Theory, Flavours]
    public async Task A_safety_stop_of_the_next_run_is_told_beside(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile with { MaxCreates = 0 }, ("Notes", "x"));
        world.Qb.Edit(Stage.QbAnn, "Notes", "y");
        var free = new SilentObserver();
        Assert.Equal(ChangeTarget.Crm, (await RowAsync(world, "Notes", free)).NextTarget);
        Assert.Empty(free.Warnings);

        world.Crm.Put("new@x.com", ("LastName", "New"));
        var stopped = new SilentObserver();
        await RowAsync(world, "Notes", stopped);
        Assert.Contains("safety.maxCreates", Assert.Single(stopped.Warnings), StringComparison.Ordinal);
    }

    [Theory, Flavours]
    public async Task An_undo_is_told_as_what_last_wrote(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Notes", "x"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", "y");
        var undo = await world.TakeBackAsync((await world.SyncAsync()).Run.SyncId);

        var row = await RowAsync(world, "Notes");
        Assert.Equal((DecidingRule.Undo, undo.Run.SyncId, "y"), (row.Rule, row.SyncId!.Value, row.Overwritten));
        Assert.StartsWith("Nothing (Undecided):", row.Next, StringComparison.Ordinal);
    }

    [Theory, Flavours]
    public async Task Fields_without_any_value_are_left_out_unless_they_are_named(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Notes", "x"));

        Assert.Equal(["Email", "LastName", "Notes"], (await RowsAsync(world, Stage.Ann, null)).Select(row => row.Field));
        Assert.Equal(["Company", "Phone"], (await RowsAsync(world, "ANN@x.com", ["phone", "Company"])).Select(row => row.Field));
    }

    [Theory, Flavours]
    public async Task An_unknown_address_or_field_is_an_error(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour);

        Assert.Equal(SyncErrorId.ContactNotFound, (await Assert.ThrowsAsync<SyncException>(() => RowsAsync(world, "bob@x.com", null))).Id);
        var error = await Assert.ThrowsAsync<SyncException>(() => RowsAsync(world, Stage.Ann, ["Fax"]));
        Assert.Equal(SyncErrorId.InputInvalid, error.Id);
        Assert.Contains("Notes", error.Advice, StringComparison.Ordinal);
    }

    private static string IdOfBob(World world) => world.Crm.Existing.Single(record => record["Email"] == "bob@x.com").Id;

    private static async Task<ContactSyncExplanation> RowAsync(World world, string field, SilentObserver? observer = null) =>
        Assert.Single(await RowsAsync(world, Stage.Ann, [field], observer));

    private static async Task<List<ContactSyncExplanation>> RowsAsync(World world, string email, IReadOnlyCollection<string>? fields, SilentObserver? observer = null)
    {
        var rows = await Stage.ListAsync(Stage.EngineOf(world).ExplainAsync(world.Profile, email, fields, observer ?? new SilentObserver(), CancellationToken.None));
        Assert.Empty(world.Guard.Breaches);
        return rows;
    }
}
