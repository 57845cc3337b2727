using System.Globalization;
using System.Management.Automation;
using CrmQbSync.Contacts;

namespace CrmQbSync.Selection;

/// <summary>Makes contacts of what users give as a set: contacts, or any objects with the canonical property names, such as rows of a CSV file.</summary>
internal sealed class ContactReader(Side side, SyncProfile? profile)
{
    private readonly string[] _customFields =
        [.. (profile?.Rules ?? []).Select(rule => rule.Field.Name).Where(name => CanonicalFields.Find(name) is null)];

    /// <summary>The contacts of a set; nothing at all is an empty set.</summary>
    /// <exception cref="SyncException">InputInvalid: an object that is no contact.</exception>
    public IReadOnlyList<Contact> Read(IEnumerable<PSObject?>? set) =>
        [.. (set ?? []).Where(item => item is not null).Select((item, index) => Read(item!, index + 1))];

    private Contact Read(PSObject item, int number)
    {
        if (item.BaseObject is Contact contact)
            return contact;
        if (!CanonicalFields.All.Any(field => item.Properties[field.Name] is not null))
        {
            throw Invalid(
                item,
                number,
                $"has none of the properties that a contact has, such as {CanonicalFields.Email}",
                "Rename the properties to the canonical names, or give the file a profile with its columns.");
        }
        return new Contact
        {
            Side = side,
            Id = Texts.Of(item, nameof(Contact.Id)),
            Email = Texts.Of(item, nameof(Contact.Email)),
            FirstName = Texts.Of(item, nameof(Contact.FirstName)),
            MiddleName = Texts.Of(item, nameof(Contact.MiddleName)),
            LastName = Texts.Of(item, nameof(Contact.LastName)),
            Company = Texts.Of(item, nameof(Contact.Company)),
            JobTitle = Texts.Of(item, nameof(Contact.JobTitle)),
            Phone = Texts.Of(item, nameof(Contact.Phone)),
            Mobile = Texts.Of(item, nameof(Contact.Mobile)),
            Fax = Texts.Of(item, nameof(Contact.Fax)),
            Website = Texts.Of(item, nameof(Contact.Website)),
            Notes = Texts.Of(item, nameof(Contact.Notes)),
            BillingStreet = Texts.Of(item, nameof(Contact.BillingStreet)),
            BillingCity = Texts.Of(item, nameof(Contact.BillingCity)),
            BillingState = Texts.Of(item, nameof(Contact.BillingState)),
            BillingPostalCode = Texts.Of(item, nameof(Contact.BillingPostalCode)),
            BillingCountry = Texts.Of(item, nameof(Contact.BillingCountry)),
            ShippingStreet = Texts.Of(item, nameof(Contact.ShippingStreet)),
            ShippingCity = Texts.Of(item, nameof(Contact.ShippingCity)),
            ShippingState = Texts.Of(item, nameof(Contact.ShippingState)),
            ShippingPostalCode = Texts.Of(item, nameof(Contact.ShippingPostalCode)),
            ShippingCountry = Texts.Of(item, nameof(Contact.ShippingCountry)),
            CreatedTime = Time(item, nameof(Contact.CreatedTime), number),
            ModifiedTime = Time(item, nameof(Contact.ModifiedTime), number),
            Deleted = Flag(item, nameof(Contact.Deleted), number),
            Profile = profile?.Path,
            CustomFields = [.. _customFields.Select(name => KeyValuePair.Create(name, Texts.Of(item, name)))],
        };
    }

    private DateTimeOffset? Time(PSObject item, string property, int number)
    {
        var value = item.Properties[property]?.Value;
        return (value is PSObject wrapped ? wrapped.BaseObject : value) switch
        {
            null => null,
            DateTimeOffset time => time,
            DateTime { Kind: DateTimeKind.Unspecified } time => new DateTimeOffset(time, TimeSpan.Zero),
            DateTime time => time,
            var other when Texts.Of(other) is not { } text => null,
            var other when DateTimeOffset.TryParse(
                Texts.Of(other), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
            var other => throw Invalid(item, number, $"has a {property} that is no time: '{other}'", "Write times as 2026-01-31T13:45:00Z."),
        };
    }

    private bool Flag(PSObject item, string property, int number) => Texts.Of(item, property) switch
    {
        null => false,
        var text when bool.TryParse(text, out var flag) => flag,
        var text => throw Invalid(item, number, $"has a {property} that is neither True nor False: '{text}'", "Write True or False, or leave it blank."),
    };

    private SyncException Invalid(PSObject item, int number, string fault, string advice) =>
        new(SyncErrorId.InputInvalid, $"Object {number} of {(side == Side.Crm ? "-CrmContact" : "-QbCustomer")} {fault}.", advice) { Subject = item };
}
