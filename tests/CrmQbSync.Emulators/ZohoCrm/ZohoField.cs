using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>A field of a module.</summary>
/// <param name="ApiName">Its name, case and all.</param>
/// <param name="DataType">text, textarea, email, phone, picklist, lookup, ownerlookup, datetime, boolean, date, website or bigint.</param>
/// <param name="Length">The most characters.</param>
public sealed record ZohoField(string ApiName, string DataType, int Length = 255)
{
    public bool IsMandatory { get; init; }

    public bool IsReadOnly { get; init; }

    public bool IsCustom { get; init; }

    /// <summary>Whether two records may not hold the same value, without regard to case.</summary>
    public bool IsUnique { get; init; }

    /// <summary>The module that a lookup looks into.</summary>
    public string? LookupModule { get; init; }

    /// <summary>The values of a pick list; empty if any is taken.</summary>
    public string[] Choices { get; init; } = [];

    /// <summary>Whether a pick list takes only its own values.</summary>
    public bool IsEnforced { get; init; }

    public JObject ToJson(int at) => new()
    {
        ["id"] = $"41508680000000{at + 2500:D5}",
        ["api_name"] = ApiName,
        ["field_label"] = ApiName.Replace('_', ' '),
        ["data_type"] = DataType,
        ["json_type"] = DataType switch
        {
            "lookup" or "ownerlookup" => "jsonobject",
            "boolean" => "boolean",
            _ => "string",
        },
        ["length"] = Length,
        ["system_mandatory"] = IsMandatory,
        ["read_only"] = IsReadOnly,
        ["field_read_only"] = IsReadOnly,
        ["custom_field"] = IsCustom,
        ["visible"] = true,
        ["unique"] = IsUnique ? new JObject { ["case_sensitive"] = false } : new JObject(),
        ["lookup"] = LookupModule is null ? new JObject() : new JObject { ["module"] = new JObject { ["api_name"] = LookupModule } },
        ["pick_list_values"] = new JArray(Choices.Select(choice => new JObject { ["display_value"] = choice, ["actual_value"] = choice })),
    };
}
