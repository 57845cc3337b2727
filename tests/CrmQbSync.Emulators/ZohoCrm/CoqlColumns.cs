using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>The columns of a module, and those of what it looks up.</summary>
internal sealed class CoqlColumns(ZohoOrganisation organisation, ZohoModule module)
{
    /// <summary>Whether text is compared without regard to case.</summary>
    public bool IgnoresCase => organisation.CoqlIgnoresCase;

    public void Check(string column)
    {
        if (FieldOf(column) is null)
            throw new CoqlException("INVALID_QUERY", "column given seems to be invalid", new { column_name = column });
    }

    public ZohoField? FieldOf(string column)
    {
        var parts = column.Split('.');
        if (!module.Fields.TryGetValue(parts[0], out var field))
            return null;
        if (parts.Length == 1)
            return field;
        return parts.Length == 2 && field.LookupModule is { } other ? organisation.Module(other)!.Fields.GetValueOrDefault(parts[1]) : null;
    }

    /// <summary>The value as the reply shows it: of a lookup only the id.</summary>
    public JToken Value(ZohoRecord record, string column)
    {
        var parts = column.Split('.');
        if (parts.Length == 2)
        {
            var other = organisation.Module(module.Fields[parts[0]].LookupModule)!;
            return other.Find(record.Text(parts[0])) is { } found ? organisation.Value(other, found, parts[1]) : JValue.CreateNull();
        }
        var value = organisation.Value(module, record, column);
        return value is JObject lookup ? new JObject { ["id"] = lookup["id"] } : value;
    }

    /// <summary>What a condition compares; null if unset.</summary>
    public IComparable? Key(ZohoRecord record, string column)
    {
        var parts = column.Split('.');
        var (from, target, field) = (module, record, parts[0]);
        if (parts.Length == 2)
        {
            from = organisation.Module(module.Fields[parts[0]].LookupModule)!;
            if (from.Find(record.Text(parts[0])) is not { } found)
                return null;
            (target, field) = (found, parts[1]);
        }
        return field switch
        {
            "id" => target.Id,
            "Modified_Time" => target.Modified.UtcTicks,
            "Created_Time" => target.Created.UtcTicks,
            _ => from.Fields[field].LookupModule is null ? target.Text(field) : target.Text(field) is { } id ? long.Parse(id, System.Globalization.CultureInfo.InvariantCulture) : null,
        };
    }
}
