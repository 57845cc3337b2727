using System.Xml.Linq;

namespace CrmQbSync.Emulators.WebConnector;

/// <summary>Carries out additions and modifications.</summary>
internal sealed class CompanyWriting(CompanyFile company, CompanyReading reading)
{
    public XElement Add(XElement request)
    {
        var values = request.Element("CustomerAdd")!;
        var name = values.Element("Name")!.Value;
        if (WrongName(request, name) is { } wrong)
            return wrong;
        CompanyCustomer? parent = null;
        if (values.Element("ParentRef") is { } reference)
        {
            parent = (string?)reference.Element("ListID") is { } id ? company.Find(id) : company.FindByFullName((string?)reference.Element("FullName") ?? "");
            if (parent is null)
                return CompanyRequests.Response(request, 3140, "Error", "There is an invalid reference to QuickBooks Customer in the Customer.");
        }
        if (company.IsTaken(Kept(name), parent, null))
            return InUse(request, name);
        var customer = company.Insert(Kept(name), parent);
        Apply(customer, values);
        return CompanyRequests.Response(request, 0, "Info", "Status OK", CustomerXml.Of(customer, company, Elements(request)));
    }

    public XElement Modify(XElement request)
    {
        var values = request.Element("CustomerMod")!;
        var id = values.Element("ListID")!.Value;
        if (company.Find(id) is not { } customer)
            return reading.UnknownId(request, id);
        if (values.Element("EditSequence")!.Value != customer.EditSequence)
            return CompanyRequests.Response(request, 3200, "Error", $"The provided edit sequence \"{values.Element("EditSequence")!.Value}\" is out-of-date.");
        if ((string?)values.Element("Name") is { } name)
        {
            if (WrongName(request, name) is { } wrong)
                return wrong;
            if (company.IsTaken(Kept(name), customer.Parent, customer))
                return InUse(request, name);
            customer.Name = Kept(name);
        }
        Apply(customer, values);
        company.Touch(customer);
        return CompanyRequests.Response(request, 0, "Info", "Status OK", CustomerXml.Of(customer, company, Elements(request)));
    }

    private static List<string> Elements(XElement request) => [.. request.Elements("IncludeRetElement").Select(element => element.Value)];

    private string Kept(string name) => company.Switches.LosesForeignCharacters ? WindowsText.Keep(name) : name;

    private static XElement? WrongName(XElement request, string name) => name.Trim().Length == 0 || name.Contains(':', StringComparison.Ordinal)
        ? CompanyRequests.Response(request, 3210, "Error", $"The \"name\" field has an invalid value \"{name}\".")
        : null;

    private static XElement InUse(XElement request, string name) =>
        CompanyRequests.Response(request, 3100, "Error", $"The name \"{name}\" of the list element is already in use.");

    private void Apply(CompanyCustomer customer, XElement values)
    {
        foreach (var element in values.Elements())
        {
            var name = element.Name.LocalName;
            if (name is "Name" or "ListID" or "EditSequence" or "ParentRef")
                continue;
            if (name == "IsActive")
                customer.IsActive = element.Value is "true" or "1";
            else if (name is "BillAddress" or "ShipAddress")
                ApplyAddress(customer, element);
            else if (element.Value.Length > 0 || company.Switches.EmptyClears)
                company.Set(customer, name, element.Value.Trim());
        }
    }

    private void ApplyAddress(CompanyCustomer customer, XElement address)
    {
        var prefix = address.Name.LocalName + ".";
        if (company.Switches.AddressReplaces)
        {
            foreach (var path in customer.Values.Keys.Where(path => path.StartsWith(prefix, StringComparison.Ordinal)).ToList())
                customer.Values.Remove(path);
        }
        foreach (var part in address.Elements().Where(part => part.Value.Length > 0 || company.Switches.EmptyClears))
            company.Set(customer, prefix + part.Name.LocalName, part.Value.Trim());
    }
}
