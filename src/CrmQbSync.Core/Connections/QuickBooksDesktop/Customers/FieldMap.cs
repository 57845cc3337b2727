using System.Collections.Immutable;
using System.Text.RegularExpressions;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>Which field of a profile is which element of a customer.</summary>
internal sealed partial class FieldMap
{
    private static readonly Dictionary<string, string> s_usual = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Email"] = "Email",
        ["FirstName"] = "FirstName",
        ["MiddleName"] = "MiddleName",
        ["LastName"] = "LastName",
        ["Company"] = "CompanyName",
        ["JobTitle"] = "JobTitle",
        ["Phone"] = "Phone",
        ["Mobile"] = "AltPhone",
        ["Fax"] = "Fax",
        ["Notes"] = "Notes",
        ["BillingStreet"] = "BillAddress.Addr1-5",
        ["BillingCity"] = "BillAddress.City",
        ["BillingState"] = "BillAddress.State",
        ["BillingPostalCode"] = "BillAddress.PostalCode",
        ["BillingCountry"] = "BillAddress.Country",
        ["ShippingStreet"] = "ShipAddress.Addr1-5",
        ["ShippingCity"] = "ShipAddress.City",
        ["ShippingState"] = "ShipAddress.State",
        ["ShippingPostalCode"] = "ShipAddress.PostalCode",
        ["ShippingCountry"] = "ShipAddress.Country",
    };

    private readonly Dictionary<string, MappedField> _byName;
    private readonly Dictionary<int, string> _byPlace = [];

    private FieldMap(ImmutableArray<MappedField> fields)
    {
        Fields = fields;
        _byName = fields.ToDictionary(field => field.Field.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var mapped in fields.Where(mapped => !mapped.IsStreet))
            _byPlace.TryAdd(QbElements.PlaceOf(mapped.Element.Path), mapped.Field.Name);
    }

    /// <summary>The fields that QuickBooks has.</summary>
    public ImmutableArray<MappedField> Fields { get; }

    /// <summary>What a field is; null if QuickBooks does not have it.</summary>
    public MappedField? this[string field] => _byName.GetValueOrDefault(field);

    /// <summary>The name of the field that is an element, by the element's place in <see cref="QbElements.All"/>; null if none is.</summary>
    public string? FieldAt(int place) => _byPlace.GetValueOrDefault(place);

    /// <summary>The map of a profile, as far as a version of qbXML has the elements.</summary>
    /// <exception cref="SyncException">ProfileInvalid: an element that a customer does not have.</exception>
    public static FieldMap Of(ImmutableArray<FieldRule> rules, decimal version, string profile)
    {
        var fields = ImmutableArray.CreateBuilder<MappedField>();
        foreach (var rule in rules)
        {
            // A field that the profile gives no name has its usual one; one without that is not in QuickBooks.
            if ((rule.QbName ?? s_usual.GetValueOrDefault(rule.Field.Name)) is not { } name)
                continue;
            var mapped = Find(rule.Field, name) ?? throw new SyncException(
                SyncErrorId.ProfileInvalid,
                $"Profile '{profile}': fields.{rule.Field.Name}.qb: '{name}' is no element of a customer that can be kept the same.",
                $"Use one of {string.Join(", ", QbElements.All.Where(element => element.Aggregate is null).Select(element => element.Path))}, or a part of BillAddress or ShipAddress such as BillAddress.City.");
            if (mapped.Element.Since <= version)
                fields.Add(mapped);
        }
        return new FieldMap(fields.ToImmutable());
    }

    private static MappedField? Find(ContactField field, string name)
    {
        if (Street().Match(name) is { Success: true } street && QbElements.Find($"{street.Groups[1].Value}.Addr1") is { } first)
            return new MappedField(field, first, true);
        return QbElements.Find(name) is { } element ? new MappedField(field, element, false) : null;
    }

    [GeneratedRegex(@"^(BillAddress|ShipAddress)\.Addr1(?:…|\.\.\.|-)5$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Street();
}
