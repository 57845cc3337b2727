using System.Globalization;
using System.Xml.Linq;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>A customer as QuickBooks returned it (CustomerRet).</summary>
internal sealed class CustomerState
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private CustomerState(string listId) => ListId = listId;

    /// <summary>The ListID.</summary>
    public string ListId { get; }

    /// <summary>The EditSequence; null only if it was not asked for.</summary>
    public string? EditSequence { get; private set; }

    /// <summary>The customer's own name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Whether it is active.</summary>
    public bool IsActive { get; private set; } = true;

    /// <summary>Whether it is a job.</summary>
    public bool IsJob { get; private set; }

    /// <summary>Whether something is owed, by it or one of its jobs.</summary>
    public bool HasOpenBalance { get; private set; }

    /// <summary>When it was made, as QuickBooks writes it.</summary>
    public string? TimeCreated { get; private set; }

    /// <summary>When it was last modified, as QuickBooks writes it.</summary>
    public string? TimeModified { get; private set; }

    /// <summary>A value by its path, such as <c>BillAddress.City</c>; null if blank.</summary>
    public string? this[string path] => _values.GetValueOrDefault(path);

    /// <summary>Reads a CustomerRet.</summary>
    /// <exception cref="SyncException">ServiceRejected: there is no ListID in it.</exception>
    public static CustomerState Read(XElement ret)
    {
        var state = new CustomerState((string?)ret.Element("ListID") ?? throw new SyncException(
            SyncErrorId.ServiceRejected,
            "QuickBooks returned a customer without a ListID.",
            "Update QuickBooks and the Web Connector; if it stays so, keep QWCLog.txt in VERBOSE for support."));
        foreach (var element in ret.Elements())
            state.Take(element);
        return state;
    }

    private void Take(XElement element)
    {
        switch (element.Name.LocalName)
        {
            case "EditSequence":
                EditSequence = element.Value;
                break;
            case "Name":
                Name = element.Value;
                break;
            case "IsActive":
                IsActive = element.Value is "true" or "1";
                break;
            case "Sublevel":
                IsJob = element.Value is not ("" or "0");
                break;
            case "TotalBalance":
                HasOpenBalance = decimal.TryParse(element.Value, NumberStyles.Number, CultureInfo.InvariantCulture, out var balance) && balance != 0;
                break;
            case "TimeCreated":
                TimeCreated = element.Value;
                break;
            case "TimeModified":
                TimeModified = element.Value;
                break;
            case "BillAddress" or "ShipAddress":
                foreach (var part in element.Elements())
                    Keep($"{element.Name.LocalName}.{part.Name.LocalName}", part.Value);
                break;
            default:
                if (!element.HasElements)
                    Keep(element.Name.LocalName, element.Value);
                break;
        }
    }

    private void Keep(string path, string value)
    {
        if (value.Length > 0)
            _values[path] = value;
    }
}
