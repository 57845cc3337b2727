using System.Collections.Immutable;
using System.Globalization;
using System.Management.Automation;
using CrmQbSync.Contacts;
using CrmQbSync.Profiles;
using CrmQbSync.Selection;

namespace CrmQbSync.PowerShell.Tests.Selection;

public sealed class ContactReaderTests
{
    [Fact]
    public void A_row_becomes_a_contact_by_the_canonical_names()
    {
        var contact = Read(("Id", "7"), ("email", "ann@example.com"), ("Phone", 5551234), ("Notes", " "));

        Assert.Equal(Side.Qb, contact.Side);
        Assert.Equal("7", contact.Id);
        Assert.Equal("ann@example.com", contact.Email);
        Assert.Equal("5551234", contact.Phone);
        Assert.Null(contact.Notes);
    }

    [Fact]
    public void A_list_is_read_as_its_texts() =>
        Assert.Equal("ann@example.com, ann@work.example", Read(("Email", new object?[] { "ann@example.com", null, "ann@work.example" })).Email);

    [Fact]
    public void Contacts_are_taken_as_they_are()
    {
        var contact = new Contact { Email = "a@x" };

        Assert.Same(contact, new ContactReader(Side.Crm, null).Read([PSObject.AsPSObject(contact)]).Single());
    }

    [Fact]
    public void No_set_at_all_is_an_empty_one()
    {
        Assert.Empty(new ContactReader(Side.Crm, null).Read(null));
        Assert.Empty(new ContactReader(Side.Crm, null).Read([null]));
    }

    [Theory]
    [InlineData("2026-05-06T07:08:09Z")]
    [InlineData("2026-05-06T07:08:09")]
    [InlineData("05/06/2026 09:08:09 +02:00")]
    public void Times_are_read_alike_under_any_culture_and_without_offset_as_UTC(string text)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Assert.Equal(new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.Zero), Read(("Email", "a@x"), ("ModifiedTime", text)).ModifiedTime);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Times_that_are_times_are_kept()
    {
        var time = new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.FromHours(3));

        Assert.Equal(time, Read(("Email", "a@x"), ("ModifiedTime", time)).ModifiedTime);
        Assert.Equal(time, Read(("Email", "a@x"), ("ModifiedTime", time.UtcDateTime)).ModifiedTime);
    }

    [Theory]
    [InlineData("ModifiedTime", "yesterday")]
    [InlineData("Deleted", "perhaps")]
    public void What_cannot_be_read_is_an_error_that_names_the_object(string property, string text)
    {
        var exception = Assert.Throws<SyncException>(() => Read(("Email", "a@x"), (property, text)));

        Assert.Equal(SyncErrorId.InputInvalid, exception.Id);
        Assert.Contains("Object 1 of -QbCustomer", exception.Message, StringComparison.Ordinal);
        Assert.Contains(text, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_that_is_no_contact_is_an_error() =>
        Assert.Equal(SyncErrorId.InputInvalid, Assert.Throws<SyncException>(() => Read(("E-mail", "a@x"))).Id);

    [Fact]
    public void Custom_fields_that_the_profile_maps_are_read()
    {
        var profile = new SyncProfile
        {
            Name = "acme",
            Path = "/p/acme.yaml",
            StatePath = "/p/acme.state.db",
            Crm = new CsvSettings { Path = "/p/a.csv" },
            Qb = new CsvSettings { Path = "/p/b.csv" },
            Rules = [new FieldRule(CanonicalFields.Find("Email")!), new FieldRule(ContactField.Custom("SecondPhone", FieldKind.Phone))],
        };

        var contact = new ContactReader(Side.Crm, profile).Read([Row(("Email", "a@x"), ("SecondPhone", "555"), ("Other", "1"))]).Single();

        Assert.Equal([KeyValuePair.Create<string, string?>("SecondPhone", "555")], contact.CustomFields);
    }

    private static Contact Read(params (string Name, object? Value)[] properties) => new ContactReader(Side.Qb, null).Read([Row(properties)]).Single();

    private static PSObject Row(params (string Name, object? Value)[] properties)
    {
        var row = new PSObject();
        foreach (var (name, value) in properties)
            row.Properties.Add(new PSNoteProperty(name, value));
        return row;
    }
}
