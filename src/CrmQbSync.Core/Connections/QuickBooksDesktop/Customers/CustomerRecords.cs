using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>Makes the engine's records of customers.</summary>
internal sealed class CustomerRecords(FieldMap map, TimeZoneInfo zone)
{
    private FieldSet? _fields;
    private MappedField?[] _mapped = [];

    /// <summary>The record of a customer; an inactive one counts as deleted (rule 3.3).</summary>
    public ContactRecord Of(CustomerState customer, FieldSet fields) =>
        new(customer.ListId, Values(customer, fields), QuickBooksTime.Moment(customer.TimeModified, zone), QuickBooksTime.Moment(customer.TimeCreated, zone))
        {
            Version = customer.EditSequence,
            OwnName = customer.Name,
            Deleted = !customer.IsActive,
            IsJob = customer.IsJob,
            HasOpenBalance = customer.HasOpenBalance,
        };

    /// <summary>The record of a customer that was deleted.</summary>
    public static ContactRecord Deleted(string listId) => new(listId, default) { Deleted = true };

    private PackedValues Values(CustomerState customer, FieldSet fields)
    {
        if (_fields != fields)
            (_fields, _mapped) = (fields, [.. Enumerable.Range(0, fields.Count).Select(at => map[fields[at].Name])]);
        var values = new string?[fields.Count];
        for (var at = 0; at < values.Length; at++)
        {
            if (_mapped[at] is { } mapped)
                values[at] = mapped.IsStreet ? AddressText.Street(customer, mapped.Element.Aggregate!) : customer[mapped.Element.Path];
        }
        return PackedValues.Pack(values);
    }
}
