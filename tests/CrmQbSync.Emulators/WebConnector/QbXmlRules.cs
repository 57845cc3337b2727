using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CrmQbSync.Emulators.WebConnector;

/// <summary>Which elements a request may have, in which order, how often and how long: the rules of QuickBooks' own parser.</summary>
internal static partial class QbXmlRules
{
    private sealed record Rule(string Name, int Max = int.MaxValue, bool Required = false, bool Repeats = false, Rule[]? Children = null, Regex? Form = null, decimal Since = 1.0m);

    private static readonly Rule[] Address =
    [
        new("Addr1", 41), new("Addr2", 41), new("Addr3", 41), new("Addr4", 41, Since: 2.0m), new("Addr5", 41, Since: 6.0m),
        new("City", 31), new("State", 21), new("PostalCode", 13), new("Country", 31), new("Note", 41, Since: 6.0m),
    ];

    private static readonly Rule[] CommonCustomer =
    [
        new("IsActive", Form: Bool()), new("ClassRef", Since: 12.0m), new("ParentRef"), new("CompanyName", 41), new("Salutation", 15), new("FirstName", 25),
        new("MiddleName", 5), new("LastName", 25), new("JobTitle", 41, Since: 12.0m), new("BillAddress", Children: Address), new("ShipAddress", Children: Address),
        new("Phone", 21), new("AltPhone", 21), new("Fax", 21), new("Email", 1023), new("Cc", 1023, Since: 12.0m), new("Contact", 41), new("AltContact", 41),
        new("ResaleNumber", 15), new("AccountNumber", 99), new("JobDesc", 99), new("Notes", 4095),
    ];

    private static readonly Rule Included = new("IncludeRetElement", 50, Repeats: true, Since: 4.0m);

    private static readonly Rule Owner = new("OwnerID", 38, Repeats: true, Since: 2.0m);

    private static readonly Dictionary<string, Rule[]> Requests = new(StringComparer.Ordinal)
    {
        ["HostQueryRq"] = [],
        ["CompanyQueryRq"] = [Included, Owner],
        ["PreferencesQueryRq"] = [],
        ["CustomerQueryRq"] =
        [
            new("ListID", 36, Repeats: true), new("FullName", 209, Repeats: true), new("MaxReturned", Form: Number()), new("ActiveStatus", Form: Active()),
            new("FromModifiedDate", Form: Date()), new("ToModifiedDate", Form: Date()), Included, Owner,
        ],
        ["CustomerAddRq"] = [new("CustomerAdd", Required: true, Children: [new("Name", 41, Required: true), .. CommonCustomer, new("ExternalGUID", 38, Since: 8.0m)]), Included],
        ["CustomerModRq"] =
        [
            new("CustomerMod", Required: true, Children: [new("ListID", 36, Required: true), new("EditSequence", 16, Required: true), new("Name", 41), .. CommonCustomer]),
            Included,
        ],
        ["ListDeletedQueryRq"] =
        [
            new("ListDelType", Required: true, Repeats: true, Form: Customer()),
            new("DeletedDateRangeFilter", Children: [new("FromDeletedDate", Form: Date()), new("ToDeletedDate", Form: Date())]),
            Included,
        ],
    };

    /// <summary>What is wrong with a request in a version of qbXML; null if nothing is.</summary>
    public static string? FaultOf(XElement request, decimal version)
    {
        if (!Requests.TryGetValue(request.Name.LocalName, out var rules))
            return $"unknown request {request.Name.LocalName}";
        foreach (var attribute in request.Attributes())
        {
            var allowed = attribute.Name.LocalName == "requestID" || (request.Name.LocalName == "CustomerQueryRq" && attribute.Name.LocalName is "metaData" or "iterator" or "iteratorID");
            if (!allowed)
                return $"attribute {attribute.Name.LocalName} of {request.Name.LocalName}";
        }
        if (request.Name.LocalName == "CustomerQueryRq" && request.Element("ListID") is not null
            && (request.Element("FullName") ?? request.Element("MaxReturned") ?? request.Element("ActiveStatus") ?? request.Element("FromModifiedDate")) is not null)
        {
            return "ListID beside a filter";
        }
        return FaultOf(request, rules, version);
    }

    private static string? FaultOf(XElement parent, Rule[] rules, decimal version)
    {
        var at = 0;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var child in parent.Elements())
        {
            var name = child.Name.LocalName;
            while (at < rules.Length && rules[at].Name != name)
                at++;
            if (at == rules.Length)
                return $"{name} is not allowed there in {parent.Name.LocalName}";
            if (!seen.Add(name) && !rules[at].Repeats)
                return $"{name} stands twice in {parent.Name.LocalName}";
            if (rules[at].Since > version)
                return $"{name} is not known to qbXML before {rules[at].Since.ToString(CultureInfo.InvariantCulture)}";
            if (rules[at].Children is { } inner)
            {
                if (FaultOf(child, inner, version) is { } fault)
                    return fault;
                continue;
            }
            if (child.HasElements && !name.EndsWith("Ref", StringComparison.Ordinal))
                return $"{name} has elements";
            if (child.Value.Length > rules[at].Max)
                return string.Create(CultureInfo.InvariantCulture, $"The string \"{child.Value}\" in the field \"{name}\" is too long; {rules[at].Max} characters fit.");
            if (child.Value.Length > 0 && rules[at].Form is { } form && !form.IsMatch(child.Value))
                return $"{name} is '{child.Value}'";
        }
        return rules.FirstOrDefault(rule => rule.Required && !seen.Contains(rule.Name)) is { } missing ? $"{missing.Name} is missing in {parent.Name.LocalName}" : null;
    }

    [GeneratedRegex("^(true|false|1|0)$")]
    private static partial Regex Bool();

    [GeneratedRegex("^Customer$")]
    private static partial Regex Customer();

    [GeneratedRegex("^[1-9][0-9]{0,8}$")]
    private static partial Regex Number();

    [GeneratedRegex("^(ActiveOnly|InactiveOnly|All)$")]
    private static partial Regex Active();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d(T\d\d(:\d\d(:\d\d([+-]\d\d:\d\d)?)?)?)?$")]
    private static partial Regex Date();
}
