using CrmQbSync.Contacts;
using CrmQbSync.Merging;

namespace CrmQbSync.Tests.Merging;

/// <summary>A new record's fields are the same whether they are kept as the other side's record or one by one.</summary>
public sealed class NewRecordFieldsTests
{
    private static readonly FieldSet s_fields = new([Field("Email"), Field("FirstName"), Field("LastName"), Field("Phone"), Field("Notes")]);

    [Fact]
    public void What_is_stored_as_it_stands_is_kept_as_the_other_sides_record()
    {
        var made = Build(Side.Qb, "ada@example.com", "Ada", null, "(030) 5", "two\nlines, é");
        var fields = Assert.IsType<NewRecordFields>(made.Changes);
        FieldChange[] expected =
        [
            Change("Email", "ada@example.com"), Change("FirstName", "Ada"), Change("Phone", "(030) 5"), Change("Notes", "two\nlines, é"),
        ];
        Assert.Equal(expected, fields);
        Assert.Equal(expected, Enumerable.Range(0, fields.Count).Select(index => fields[index]));
        Assert.Throws<ArgumentOutOfRangeException>(() => fields[4]);
        Assert.Throws<ArgumentOutOfRangeException>(() => fields[-1]);
        Assert.Null(Warnings.Of(fields));
    }

    [Theory]
    [InlineData("Ada <ada@example.com>", "Ada", "Lovelace", null, "ada@example.com")]
    [InlineData("ada@example.com", " Ada", "Lovelace", null, "Ada")]
    [InlineData("ada@example.com", "Ada", "Love\r\nlace", null, "Love\nlace")]
    [InlineData("ada@example.com", "Ada", "Lovelace", "Zoe\u0308", "Zo\u00EB")]
    public void What_changes_on_the_way_is_written_in_its_changed_form(string email, string first, string last, string? notes, string changed)
    {
        var made = Build(Side.Qb, email, first, last, null, notes);
        Assert.IsNotType<NewRecordFields>(made.Changes);
        Assert.Contains(made.Changes, change => change.NewValue == changed);
    }

    [Fact]
    public void A_last_name_that_is_made_up_is_among_the_fields()
    {
        var made = Build(Side.Crm, "ada@example.com", "Ada", null, null, null);
        Assert.Equal("Ada", made.MadeUpLastName);
        Assert.Equal("Ada", Assert.Single(made.Changes, change => change.Field == "LastName").NewValue);
    }

    private static NewRecord Build(Side target, params string?[] values)
    {
        var context = new MergeContext
        {
            Policy = new SyncPolicy { Mode = SyncMode.Synchronize, Priority = SyncPriority.Crm, Rules = [.. s_fields.Fields.Select(field => new FieldRule(field))] },
            Fields = s_fields,
            CrmForm = UnlimitedForm.Instance,
            QbForm = UnlimitedForm.Instance,
            Now = DateTimeOffset.UnixEpoch,
        };
        return new NewRecordBuilder(context, new PairMerger(context)).Build(new ContactRecord("1", PackedValues.Pack(values)), target, null);
    }

    private static FieldChange Change(string field, string value) => new(field, ChangeTarget.Qb, null, value, "new record", null);

    private static ContactField Field(string name) => CanonicalFields.Find(name)!;
}
