using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>Makes the engine's records of customers.</summary>
internal sealed class CustomerRecords(FieldMap map, TimeZoneInfo zone)
{
    private FieldSet? _fields;
    private (string? Street, int Place)[] _sources = [];
    private int[] _unmapped = [];

    /// <summary>The record of a customer; an inactive one counts as deleted (rule 3.3).</summary>
    public ContactRecord Of(CustomerState customer, FieldSet fields) =>
        new(customer.ListId, Values(customer, Known(fields)), QuickBooksTime.Moment(customer.TimeModified, zone), QuickBooksTime.Moment(customer.TimeCreated, zone))
        {
            Version = customer.EditSequence,
            OwnName = customer.Name,
            OtherNames = OtherNames(customer),
            Deleted = !customer.IsActive,
            IsJob = customer.IsJob,
            HasOpenBalance = customer.HasOpenBalance,
        };

    /// <summary>The record of a customer that was deleted.</summary>
    public static ContactRecord Deleted(string listId) => new(listId, default) { Deleted = true };

    /// <summary>The fields, once it is known where their values come from.</summary>
    private FieldSet Known(FieldSet fields)
    {
        if (_fields == fields)
            return fields;
        (_fields, _sources) = (fields, [.. Enumerable.Range(0, fields.Count).Select(at => SourceOf(map[fields[at].Name]))]);
        var hasStreet = Array.Exists(_sources, source => source.Street is not null);
        _unmapped = hasStreet ? [.. CustomerCallings.Places.Where(place => !Array.Exists(_sources, source => source == (null, place)))] : [];
        return fields;
    }

    /// <summary>What else the customer is called, where its mapped values do not tell all of it: whoever compares streets has to know.</summary>
    private string[]? OtherNames(CustomerState customer)
    {
        foreach (var place in _unmapped)
        {
            if (customer[place] is not null)
                return [.. CustomerCallings.Of(customer).Others.Distinct(StringComparer.OrdinalIgnoreCase)];
        }
        return null;
    }

    private PackedValues Values(CustomerState customer, FieldSet fields)
    {
        var values = new string?[fields.Count];
        for (var at = 0; at < values.Length; at++)
        {
            var (street, place) = _sources[at];
            if (place >= 0)
                values[at] = street is null ? customer[place] : AddressText.Street(customer, street);
        }
        return PackedValues.Pack(values);
    }

    /// <summary>Where a field's value comes from: the place of its element, negative if QuickBooks has none; and the address of which it is the street.</summary>
    private static (string? Street, int Place) SourceOf(MappedField? mapped) =>
        mapped is null ? (null, -1) : (mapped.IsStreet ? mapped.Element.Aggregate : null, QbElements.PlaceOf(mapped.Element.Path));
}
