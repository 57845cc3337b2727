using System.Xml.Linq;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>Makes the content of CustomerAdd and CustomerMod of what a write asks for, in schema order.</summary>
internal sealed class CustomerChange(FieldMap map)
{
    /// <summary>A CustomerAdd under a name.</summary>
    public XElement Add(WriteRequest request, string name)
    {
        var values = ValuesOf(request, null);
        return new XElement("CustomerAdd", new XElement("Name", name), Elements(values, clears: false));
    }

    /// <summary>A CustomerMod of some fields.</summary>
    public XElement Modify(WriteRequest request, CustomerState present)
    {
        var values = ValuesOf(request, present);
        FollowNames(values, present);
        return new XElement("CustomerMod", new XElement("ListID", present.ListId), new XElement("EditSequence", present.EditSequence), Elements(values, clears: true));
    }

    /// <summary>A CustomerMod that makes it active or inactive.</summary>
    public static XElement SetActive(CustomerState present, bool active) => new(
        "CustomerMod",
        new XElement("ListID", present.ListId),
        new XElement("EditSequence", present.EditSequence),
        new XElement("IsActive", active ? "true" : "false"));

    /// <summary>What is to stand at each path; null clears. An address of which anything is written is there whole, since QuickBooks may replace it whole.</summary>
    private Dictionary<string, string?> ValuesOf(WriteRequest request, CustomerState? present)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var write in request.Fields)
        {
            var mapped = map[write.Field.Name] ?? throw new InvalidOperationException($"The field {write.Field.Name} is not mapped here.");
            if (mapped.Element.Aggregate is { } aggregate)
                AddAddress(values, aggregate, present);
            if (mapped.IsStreet)
                SetLines(values, mapped.Element.Aggregate!, AddressText.Compose(present is null ? [] : AddressText.NameLines(present, mapped.Element.Aggregate!), write.Value));
            else
                values[mapped.Element.Path] = string.IsNullOrEmpty(write.Value) ? null : write.Value;
        }
        return values;
    }

    private static void AddAddress(Dictionary<string, string?> values, string aggregate, CustomerState? present)
    {
        foreach (var part in QbElements.AddressParts)
            values.TryAdd($"{aggregate}.{part}", present?[$"{aggregate}.{part}"]);
    }

    private static void SetLines(Dictionary<string, string?> values, string aggregate, List<string> lines)
    {
        for (var line = 1; line <= QbElements.AddressLines; line++)
            values[$"{aggregate}.Addr{line}"] = line <= lines.Count ? lines[line - 1] : null;
    }

    /// <summary>
    /// A line of an address that repeats the company or the person follows when that changes; left alone it would repeat nobody, and be taken for the
    /// street from then on.
    /// </summary>
    private static void FollowNames(Dictionary<string, string?> values, CustomerState present)
    {
        string? Now(string path) => values.TryGetValue(path, out var written) ? written : present[path];
        var renamed = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var parts in (string[][])[["CompanyName"], ["Salutation", "FirstName", "MiddleName", "LastName"], ["FirstName", "LastName"]])
        {
            var before = string.Join(' ', parts.Select(part => present[part]).Where(part => part is not null)).Trim();
            var after = string.Join(' ', parts.Select(Now).Where(part => part is not null)).Trim();
            if (before.Length > 0 && before != after && !before.Equals(present.Name.Trim(), StringComparison.OrdinalIgnoreCase))
                renamed.TryAdd(before, after.Length == 0 ? null : DesktopStoredForm.Cut(after, QbElements.AddressLineLength));
        }
        if (renamed.Count == 0)
            return;
        foreach (var aggregate in (string[])["BillAddress", "ShipAddress"])
        {
            var names = AddressText.NameLines(present, aggregate);
            if (!names.Any(renamed.ContainsKey))
                continue;
            var street = values.ContainsKey($"{aggregate}.Addr1") && !IsUnchanged(values, aggregate, present)
                ? Enumerable.Range(1, QbElements.AddressLines).Select(line => values[$"{aggregate}.Addr{line}"]).OfType<string>().SkipWhile(CustomerCallings.Of(present).Has)
                : AddressText.Street(present, aggregate)?.Split('\n') ?? [];
            var following = names.Select(name => renamed.GetValueOrDefault(name, name)).OfType<string>().ToList();
            var composed = AddressText.Compose(following, string.Join('\n', street));
            AddAddress(values, aggregate, present);
            SetLines(values, aggregate, composed);
        }
    }

    private static bool IsUnchanged(Dictionary<string, string?> values, string aggregate, CustomerState present) =>
        Enumerable.Range(1, QbElements.AddressLines).All(line => values[$"{aggregate}.Addr{line}"] == present[$"{aggregate}.Addr{line}"]);

    private static IEnumerable<XElement> Elements(Dictionary<string, string?> values, bool clears)
    {
        XElement? aggregate = null;
        foreach (var element in QbElements.All)
        {
            if (!values.TryGetValue(element.Path, out var value) || (value is null && !clears))
                continue;
            if (element.Aggregate is null)
            {
                if (aggregate is not null)
                    yield return aggregate;
                aggregate = null;
                yield return new XElement(element.Name, value ?? "");
                continue;
            }
            if (aggregate is not null && aggregate.Name.LocalName != element.Aggregate)
            {
                yield return aggregate;
                aggregate = null;
            }
            (aggregate ??= new XElement(element.Aggregate)).Add(new XElement(element.Name, value ?? ""));
        }
        if (aggregate is not null)
            yield return aggregate;
    }
}
