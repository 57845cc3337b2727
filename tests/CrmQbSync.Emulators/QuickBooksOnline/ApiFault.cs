using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.QuickBooksOnline;

/// <summary>A refusal in the vendor's words.</summary>
internal sealed class ApiFault(string code, string message, string? detail = null, string element = "", int status = 400, string type = "ValidationFault")
    : Exception(message)
{
    public int Status => status;

    public string Code => code;

    public JObject ToJson() => new()
    {
        ["Error"] = new JArray(new JObject
        {
            ["Message"] = Message,
            ["Detail"] = detail ?? Message,
            ["code"] = code,
            ["element"] = element,
        }),
        ["type"] = type,
    };

    public static ApiFault UnknownProperty(string name, string type) => new("2010", "Request has invalid or unsupported property",
        $"Property Name:Unrecognized field \"{name}\" (class com.intuit.schema.finance.v3.{type}), not marked as ignorable specified is unsupported or invalid", name);

    public static ApiFault BadJson() => new("2010", "Request has invalid or unsupported property",
        "Property Name:failed to parse json object; a property specified is unsupported or invalid");

    public static ApiFault Missing(string name) => new("2020", "Required param missing, need to supply the required value for the API",
        $"Required parameter {name} is missing in the request", name);

    public static ApiFault InvalidId(string value) => new("2030", "Invalid ID", $"Id should be a valid number. Supplied value:{value}", "Id");

    public static ApiFault Characters(string element, string value) => new("2040", "Invalid String. The String may contain unsupported or illegal chars",
        $"Element contains invalid characters. {value}", element);

    public static ApiFault Length(string element, int maximum, int supplied) => new("2050",
        "String length is either shorter or longer than supported by specification",
        $"String length specified does not match the supported length. Min:0 Max:{maximum} supported. Supplied length:{supplied}", element);

    public static ApiFault NotFound() => new("610", "Object Not Found",
        "Object Not Found : Something you're trying to use has been made inactive. Check the fields with accounts, customers, items, vendors or employees.");

    public static ApiFault BadReference(string name) => new("2500", "Invalid Reference Id", $"Invalid Reference Id : {name}", name);

    public static ApiFault Stale() => new("5010", "Stale Object Error",
        "Stale Object Error : You and Ada Admin were working on this at the same time. Ada Admin finished before you did, so your work was not saved.");

    public static ApiFault NameTaken() => new("6240", "Duplicate Name Exists Error",
        "The name supplied already exists. : Another customer, vendor or employee is already using this \nname. Please use a different name.");

    public static ApiFault Hierarchy() => new("6150", "Invalid Reference", "ParentRef is either required or not if Job is true or false.", "Job");

    public static ApiFault OpenBalance() => new("6220", "Delete List Has Balance Error",
        "The entity you are trying to delete has an open balance. : This customer cannot be deleted because it has a non-zero balance");

    public static ApiFault Query(string code, string detail) => new(code,
        code switch { "4000" => "Error parsing query", "4001" => "Invalid query", _ => "Error processing query" }, detail);

    public static ApiFault Unsupported(string path) => new("500", "Unsupported Operation", $"Operation {path} is not supported.");

    public static ApiFault BatchTooLarge(int count) => new("1040", "Batch size exceeded", $"The request has {count} items; at most 30 are allowed.");
}
