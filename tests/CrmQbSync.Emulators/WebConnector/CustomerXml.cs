using System.Globalization;
using System.Xml.Linq;

namespace CrmQbSync.Emulators.WebConnector;

/// <summary>Writes a CustomerRet.</summary>
internal static class CustomerXml
{
    private static readonly string[] Before = ["CompanyName", "Salutation", "FirstName", "MiddleName", "LastName", "JobTitle"];
    private static readonly string[] AddressParts = ["Addr1", "Addr2", "Addr3", "Addr4", "Addr5", "City", "State", "PostalCode", "Country", "Note"];
    private static readonly string[] After = ["Phone", "AltPhone", "Fax", "Email", "Cc", "Contact", "AltContact"];
    private static readonly string[] Last = ["ResaleNumber", "AccountNumber"];

    /// <summary>A customer; only the named elements if any are named.</summary>
    public static XElement Of(CompanyCustomer customer, CompanyFile company, List<string> elements)
    {
        var ret = new XElement(
            "CustomerRet",
            new XElement("ListID", customer.ListId),
            new XElement("TimeCreated", Time(customer.Created, company)),
            new XElement("TimeModified", Time(customer.Modified, company)),
            new XElement("EditSequence", customer.EditSequence),
            new XElement("Name", customer.Name),
            new XElement("FullName", customer.FullName),
            new XElement("IsActive", customer.IsActive ? "true" : "false"),
            customer.Parent is null ? null : new XElement("ParentRef", new XElement("ListID", customer.Parent.ListId), new XElement("FullName", customer.Parent.FullName)),
            new XElement("Sublevel", customer.Sublevel),
            Values(customer, Before),
            Address(customer, "BillAddress"),
            Address(customer, "ShipAddress"),
            Values(customer, After),
            Additional(customer),
            new XElement("Balance", customer.Balance.ToString("0.00", CultureInfo.InvariantCulture)),
            new XElement("TotalBalance", customer.TotalBalance.ToString("0.00", CultureInfo.InvariantCulture)),
            Values(customer, Last),
            new XElement("JobStatus", "None"),
            Values(customer, ["JobDesc", "Notes"]),
            Values(customer, ["ExternalGUID"]));
        if (elements.Count > 0)
            ret.Elements().Where(element => !elements.Contains(element.Name.LocalName)).Remove();
        return ret;
    }

    /// <summary>A time as QuickBooks writes it: its clock, and the standard offset even in daylight-saving time.</summary>
    public static string Time(DateTime local, CompanyFile company)
    {
        var offset = company.Zone.BaseUtcOffset;
        var sign = offset < TimeSpan.Zero ? '-' : '+';
        return string.Create(CultureInfo.InvariantCulture, $"{local:yyyy-MM-ddTHH:mm:ss}{sign}{offset:hh\\:mm}");
    }

    private static IEnumerable<XElement> Values(CompanyCustomer customer, string[] names) =>
        names.Where(name => customer[name] is not null).Select(name => new XElement(name, customer[name]));

    private static IEnumerable<XElement> Address(CompanyCustomer customer, string name)
    {
        var parts = AddressParts.Where(part => customer[$"{name}.{part}"] is not null).Select(part => new XElement(part, customer[$"{name}.{part}"])).ToList();
        if (parts.Count == 0)
            yield break;
        yield return new XElement(name, parts);
        yield return new XElement(name + "Block", parts.Where(part => part.Name.LocalName.StartsWith("Addr", StringComparison.Ordinal)).Select(part => new XElement(part)));
    }

    /// <summary>QuickBooks 2013 and later add these on their own.</summary>
    private static IEnumerable<XElement> Additional(CompanyCustomer customer)
    {
        if (customer["Phone"] is { } phone)
            yield return new XElement("AdditionalContactRef", new XElement("ContactName", "Main Phone"), new XElement("ContactValue", phone));
        if (customer["Email"] is { } email)
            yield return new XElement("AdditionalContactRef", new XElement("ContactName", "Main Email"), new XElement("ContactValue", email));
    }
}
