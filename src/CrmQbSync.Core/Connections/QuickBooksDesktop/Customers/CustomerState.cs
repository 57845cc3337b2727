using System.Collections.Frozen;
using System.Globalization;
using System.Xml;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>A customer as QuickBooks returned it (CustomerRet).</summary>
internal sealed class CustomerState
{
    private readonly string?[] _values = new string?[QbElements.All.Length];

    private CustomerState()
    {
    }

    /// <summary>The ListID.</summary>
    public string ListId { get; private set; } = "";

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
    public string? this[string path] => QbElements.PlaceOf(path) is >= 0 and var place ? _values[place] : null;

    /// <summary>A value by the place of its element in <see cref="QbElements.All"/>; null if blank.</summary>
    public string? this[int place] => _values[place];

    /// <summary>Reads the CustomerRet that a reader stands at, and leaves the reader behind it.</summary>
    /// <exception cref="SyncException">ServiceRejected: there is no ListID in it.</exception>
    /// <exception cref="XmlException">It is no well-formed XML.</exception>
    public static CustomerState Read(XmlReader reader)
    {
        var state = new CustomerState();
        if (reader.IsEmptyElement)
            throw NoListId();
        reader.ReadStartElement();
        while (reader.MoveToContent() == XmlNodeType.Element)
            state.Take(reader);
        reader.ReadEndElement();
        return state.ListId.Length > 0 ? state : throw NoListId();
    }

    private void Take(XmlReader reader)
    {
        var name = reader.LocalName;
        switch (name)
        {
            case "ListID":
                ListId = reader.ReadElementContentAsString();
                break;
            case "EditSequence":
                EditSequence = reader.ReadElementContentAsString();
                break;
            case "Name":
                Name = reader.ReadElementContentAsString();
                break;
            case "IsActive":
                IsActive = reader.ReadElementContentAsString() is "true" or "1";
                break;
            case "Sublevel":
                IsJob = reader.ReadElementContentAsString() is not ("" or "0");
                break;
            case "TotalBalance":
                HasOpenBalance = decimal.TryParse(reader.ReadElementContentAsString(), NumberStyles.Number, CultureInfo.InvariantCulture, out var balance) && balance != 0;
                break;
            case "TimeCreated":
                TimeCreated = reader.ReadElementContentAsString();
                break;
            case "TimeModified":
                TimeModified = reader.ReadElementContentAsString();
                break;
            default:
                if (QbElements.PlaceOfOwn(name) is >= 0 and var place)
                    Keep(place, reader.ReadElementContentAsString());
                else if (QbElements.PartsOf(name) is { } parts)
                    TakeParts(reader, parts);
                else
                    reader.Skip();
                break;
        }
    }

    private void TakeParts(XmlReader reader, FrozenDictionary<string, int> parts)
    {
        if (reader.IsEmptyElement)
        {
            reader.Skip();
            return;
        }
        reader.ReadStartElement();
        while (reader.MoveToContent() == XmlNodeType.Element)
        {
            if (parts.TryGetValue(reader.LocalName, out var place))
                Keep(place, reader.ReadElementContentAsString());
            else
                reader.Skip();
        }
        reader.ReadEndElement();
    }

    private void Keep(int place, string value)
    {
        if (value.Length > 0)
            _values[place] = value;
    }

    private static SyncException NoListId() => new(
        SyncErrorId.ServiceRejected,
        "QuickBooks returned a customer without a ListID.",
        "Update QuickBooks and the Web Connector; if it stays so, keep QWCLog.txt in VERBOSE for support.");
}
