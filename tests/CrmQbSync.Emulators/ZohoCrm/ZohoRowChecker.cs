using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>Checks the values of a row that is to be written.</summary>
internal sealed partial class ZohoRowChecker(ZohoOrganisation organisation, ZohoModule module)
{
    /// <summary>The first fault of a row; null if it can be written.</summary>
    public JObject? Check(JObject row, int at, ZohoRecord? existing)
    {
        foreach (var property in row.Properties())
        {
            if (property.Name is "id" or "Layout" or "Tag" || property.Name.StartsWith('$'))
                continue;
            if (CheckValue(property, at) is { } fault)
                return fault;
        }
        foreach (var field in module.Fields.Values.Where(field => field.IsMandatory))
        {
            var value = row[field.ApiName];
            if (existing is null ? IsBlank(value) : row.ContainsKey(field.ApiName) && IsBlank(value))
                return ZohoAnswer.ErrorRow("MANDATORY_NOT_FOUND", "required field not found", Place(field.ApiName, at));
        }
        return CheckUnique(row, at, existing);
    }

    public static bool IsBlank(JToken? value) => value is null || value.Type == JTokenType.Null || (value.Type == JTokenType.String && string.IsNullOrWhiteSpace(value.Value<string>()));

    private JObject? CheckValue(JProperty property, int at)
    {
        if (!module.Fields.TryGetValue(property.Name, out var field))
        {
            return organisation.IgnoresUnknownFields
                ? null
                : ZohoAnswer.ErrorRow("INVALID_DATA", "the field api name given seems to be invalid", Place(property.Name, at));
        }
        if (field.IsReadOnly)
            return ZohoAnswer.ErrorRow("NOT_ALLOWED", "the field is read only", Place(property.Name, at));
        var value = property.Value;
        if (value.Type == JTokenType.Null)
            return null;
        return field.DataType switch
        {
            "lookup" => CheckLookup(field, value, at),
            "boolean" => value.Type == JTokenType.Boolean ? null : WrongType(field, "boolean", at),
            _ => value.Type == JTokenType.String ? CheckText(field, value.Value<string>()!, at) : WrongType(field, field.DataType == "textarea" ? "text" : field.DataType, at),
        };
    }

    private static JObject? CheckText(ZohoField field, string text, int at)
    {
        if (text.Length == 0)
            return null;
        if (text.Length > field.Length)
            return ZohoAnswer.ErrorRow("INVALID_DATA", "invalid data", new { maximum_length = field.Length, api_name = field.ApiName, json_path = $"$.data[{at}].{field.ApiName}" });
        return field.DataType switch
        {
            "email" when !EmailPattern().IsMatch(text) => WrongType(field, "email", at),
            "phone" when !PhonePattern().IsMatch(text) => WrongType(field, "phone", at),
            "date" when !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) => WrongType(field, "date", at),
            "picklist" when field.IsEnforced && !field.Choices.Contains(text) =>
                ZohoAnswer.ErrorRow("INVALID_DATA", "invalid data", new { supported_values = field.Choices, api_name = field.ApiName, json_path = $"$.data[{at}].{field.ApiName}" }),
            _ => null,
        };
    }

    private JObject? CheckLookup(ZohoField field, JToken value, int at)
    {
        if (value is not JObject lookup)
            return WrongType(field, "jsonobject", at);
        if (lookup["id"] is not { Type: JTokenType.String } id)
            return ZohoAnswer.ErrorRow("MANDATORY_NOT_FOUND", "required field not found", new { api_name = "id", json_path = $"$.data[{at}].{field.ApiName}.id" });
        return organisation.Module(field.LookupModule)!.Find(id.Value<string>()) is null
            ? ZohoAnswer.ErrorRow("INVALID_DATA", "the id given seems to be invalid", new { api_name = field.ApiName, json_path = $"$.data[{at}].{field.ApiName}.id" })
            : null;
    }

    private JObject? CheckUnique(JObject row, int at, ZohoRecord? existing)
    {
        foreach (var field in module.Fields.Values.Where(field => field.IsUnique && !IsBlank(row[field.ApiName])))
        {
            var holder = Holder(field.ApiName, row[field.ApiName]!.Value<string>()!);
            if (holder is null || holder == existing)
                continue;
            return ZohoAnswer.ErrorRow("DUPLICATE_DATA", "duplicate data", new
            {
                api_name = field.ApiName,
                json_path = $"$.data[{at}].{field.ApiName}",
                id = holder.IdText,
                duplicate_record = new { id = holder.IdText, Owner = new { name = organisation.Users[0].Name, id = organisation.Users[0].Id, zuid = "43318041" }, module = new { api_name = module.Name, id = "4150868000000002175" } },
                more_records = false,
            });
        }
        return null;
    }

    /// <summary>The record that holds a value, without regard to case.</summary>
    public ZohoRecord? Holder(string field, string value) =>
        module.Existing.FirstOrDefault(record => string.Equals(record.Text(field), value, StringComparison.OrdinalIgnoreCase));

    private static JObject WrongType(ZohoField field, string expected, int at) =>
        ZohoAnswer.ErrorRow("INVALID_DATA", "invalid data", new { expected_data_type = expected, api_name = field.ApiName, json_path = $"$.data[{at}].{field.ApiName}" });

    private static object Place(string field, int at) => new { api_name = field, json_path = $"$.data[{at}].{field}" };

    [GeneratedRegex(@"^[\+\-\p{L}\p{M}\p{N}_]([\p{L}\p{M}\p{N}!#$%&'*+\-\/=?^_`{|}~.]*)@(?=.{4,256}$)(([\p{L}\p{N}\p{M}]+)(([\-_]*[\p{L}\p{M}\p{N}])*)[.])+[\p{L}\p{M}]{2,22}$", RegexOptions.None, 2000)]
    private static partial Regex EmailPattern();

    [GeneratedRegex(@"^([+]?)(?![.-])(?>(?>[.-]?[ ]?[\da-zA-Z]+)+|([ ]?\((?![.-])(?>[ .-]?[\da-zA-Z]+)+\)(?![.])([ -]?[\da-zA-Z]+)?)+)+(?>(?>([,]+)?[;]?[\da-zA-Z]+)+(([#][\da-zA-Z]+)+)?)?[#;]?$", RegexOptions.None, 2000)]
    private static partial Regex PhonePattern();
}
