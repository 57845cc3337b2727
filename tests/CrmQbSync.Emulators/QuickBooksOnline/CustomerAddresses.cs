using System.Globalization;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.QuickBooksOnline;

/// <summary>What the service makes of a customer's addresses when it stores them.</summary>
internal sealed class CustomerAddresses
{
    private int _addressId = 1000;

    /// <summary>Settles both addresses of a customer.</summary>
    public void Settle(JObject customer, JObject? before)
    {
        foreach (var name in new[] { "BillAddr", "ShipAddr" })
            Settle(customer, name, before?[name] as JObject);
    }

    /// <summary>An address gets another id when it changes; one without any part is gone.</summary>
    private void Settle(JObject customer, string name, JObject? before)
    {
        if (customer[name] is not JObject address)
            return;
        foreach (var readOnly in new[] { "Id", "Lat", "Long" })
            address.Remove(readOnly);
        foreach (var blank in address.Properties().Where(part => BodyBlanks.IsBlank(part.Value)).ToList())
            blank.Remove();
        if (!address.HasValues)
        {
            customer.Remove(name);
            return;
        }
        var same = before?.DeepClone() as JObject;
        foreach (var readOnly in new[] { "Id", "Lat", "Long" })
            same?.Remove(readOnly);
        var isSame = same is not null && JToken.DeepEquals(same, address);
        address["Id"] = isSame ? before!["Id"]!.DeepClone() : (++_addressId).ToString(CultureInfo.InvariantCulture);
        address["Lat"] = isSame ? before!["Lat"]!.DeepClone() : "INVALID";
        address["Long"] = isSame ? before!["Long"]!.DeepClone() : "INVALID";
    }
}
