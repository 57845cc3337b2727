namespace CrmQbSync.Contacts;

/// <summary>Turns records into what users see, and back.</summary>
public static class ContactMapper
{
    /// <summary>The object that users see of a record.</summary>
    public static Contact ToContact(ContactRecord record, FieldSet fields, Side side, string? profile)
    {
        var values = record.Values.Unpack(record.Values.IsDefault ? 0 : fields.Count);
        string? Value(string name)
        {
            var index = fields.IndexOf(name);
            return index >= 0 && index < values.Length ? values[index] : null;
        }
        return new Contact
        {
            Side = side,
            Id = record.Id,
            Email = Value(nameof(Contact.Email)),
            FirstName = Value(nameof(Contact.FirstName)),
            MiddleName = Value(nameof(Contact.MiddleName)),
            LastName = Value(nameof(Contact.LastName)),
            Company = Value(nameof(Contact.Company)),
            JobTitle = Value(nameof(Contact.JobTitle)),
            Phone = Value(nameof(Contact.Phone)),
            Mobile = Value(nameof(Contact.Mobile)),
            Fax = Value(nameof(Contact.Fax)),
            Website = Value(nameof(Contact.Website)),
            Notes = Value(nameof(Contact.Notes)),
            BillingStreet = Value(nameof(Contact.BillingStreet)),
            BillingCity = Value(nameof(Contact.BillingCity)),
            BillingState = Value(nameof(Contact.BillingState)),
            BillingPostalCode = Value(nameof(Contact.BillingPostalCode)),
            BillingCountry = Value(nameof(Contact.BillingCountry)),
            ShippingStreet = Value(nameof(Contact.ShippingStreet)),
            ShippingCity = Value(nameof(Contact.ShippingCity)),
            ShippingState = Value(nameof(Contact.ShippingState)),
            ShippingPostalCode = Value(nameof(Contact.ShippingPostalCode)),
            ShippingCountry = Value(nameof(Contact.ShippingCountry)),
            CreatedTime = record.CreatedTime,
            ModifiedTime = record.ModifiedTime,
            Deleted = record.Deleted,
            Profile = profile,
            CustomFields = CustomValues(fields, values),
        };
    }

    /// <summary>The value of a canonical or custom field; null if blank or not there.</summary>
    public static string? ValueOf(Contact contact, string field) => field switch
    {
        nameof(Contact.Email) => contact.Email,
        nameof(Contact.FirstName) => contact.FirstName,
        nameof(Contact.MiddleName) => contact.MiddleName,
        nameof(Contact.LastName) => contact.LastName,
        nameof(Contact.Company) => contact.Company,
        nameof(Contact.JobTitle) => contact.JobTitle,
        nameof(Contact.Phone) => contact.Phone,
        nameof(Contact.Mobile) => contact.Mobile,
        nameof(Contact.Fax) => contact.Fax,
        nameof(Contact.Website) => contact.Website,
        nameof(Contact.Notes) => contact.Notes,
        nameof(Contact.BillingStreet) => contact.BillingStreet,
        nameof(Contact.BillingCity) => contact.BillingCity,
        nameof(Contact.BillingState) => contact.BillingState,
        nameof(Contact.BillingPostalCode) => contact.BillingPostalCode,
        nameof(Contact.BillingCountry) => contact.BillingCountry,
        nameof(Contact.ShippingStreet) => contact.ShippingStreet,
        nameof(Contact.ShippingCity) => contact.ShippingCity,
        nameof(Contact.ShippingState) => contact.ShippingState,
        nameof(Contact.ShippingPostalCode) => contact.ShippingPostalCode,
        nameof(Contact.ShippingCountry) => contact.ShippingCountry,
        _ => contact.CustomFields.FirstOrDefault(pair => pair.Key.Equals(field, StringComparison.OrdinalIgnoreCase)).Value,
    };

    /// <summary>The record of an object that a user holds; an object without id gets <paramref name="fallbackId"/>.</summary>
    public static ContactRecord ToRecord(Contact contact, FieldSet fields, string fallbackId)
    {
        var values = new string?[fields.Count];
        for (var index = 0; index < values.Length; index++)
            values[index] = ValueOf(contact, fields[index].Name);
        return new ContactRecord(contact.Id ?? fallbackId, PackedValues.Pack(values), contact.ModifiedTime, contact.CreatedTime)
        {
            Deleted = contact.Deleted,
        };
    }

    private static KeyValuePair<string, string?>[] CustomValues(FieldSet fields, string?[] values) => fields.CustomIndexes.IsEmpty
        ? []
        : [.. fields.CustomIndexes.Select(index => KeyValuePair.Create(fields[index].Name, index < values.Length ? values[index] : null))];
}
