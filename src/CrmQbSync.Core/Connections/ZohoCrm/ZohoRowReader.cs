using System.Globalization;
using CrmQbSync.Contacts;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>Makes records of the rows of lists, queries and files.</summary>
internal sealed class ZohoRowReader(ZohoFieldMap map, FieldSet fields)
{
    private readonly string[] _names = [.. fields.Fields.Select(map.NameOf)];
    private readonly bool[] _isCompany = [.. fields.Fields.Select(map.IsCompany)];

    /// <summary>A row as a record; null if it has no id.</summary>
    public ContactRecord? Read(JObject row)
    {
        if (ZohoRows.Text(row, "id") is not { Length: > 0 } id)
            return null;
        var values = new string?[_names.Length];
        for (var at = 0; at < values.Length; at++)
            values[at] = _isCompany[at] ? Company(row) : ZohoRows.Text(row, _names[at]);
        return Make(id, values, ZohoRows.Text(row, "Modified_Time"), ZohoRows.Text(row, "Created_Time"));
    }

    /// <summary>A row of a file as a record.</summary>
    public ContactRecord Read(string id, Func<string, string?> cell)
    {
        var values = new string?[_names.Length];
        for (var at = 0; at < values.Length; at++)
            values[at] = cell(_isCompany[at] ? ZohoFieldMap.AccountNameColumn : _names[at]);
        return Make(id, values, cell("Modified_Time"), cell("Created_Time"));
    }

    /// <summary>The version of a record: when it was last modified, in whole seconds.</summary>
    public static string? VersionOf(DateTimeOffset? modified) => modified?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static ContactRecord Make(string id, string?[] values, string? modifiedText, string? createdText)
    {
        var modified = ZohoRows.Time(modifiedText);
        return new ContactRecord(id, PackedValues.Pack(values), modified, ZohoRows.Time(createdText)) { Version = VersionOf(modified) };
    }

    private static string? Company(JObject row) =>
        ZohoRows.Text(row, ZohoFieldMap.AccountNameColumn) ?? (row[ZohoFieldMap.AccountField] is JObject account ? ZohoRows.Text(account, "name") : null);
}
