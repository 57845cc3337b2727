namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>A module: its fields and records.</summary>
public sealed class ZohoModule(string name, IEnumerable<ZohoField> fields)
{
    public string Name { get; } = name;

    /// <summary>The fields by API name; tests change them.</summary>
    public Dictionary<string, ZohoField> Fields { get; } = fields.ToDictionary(field => field.ApiName, StringComparer.Ordinal);

    /// <summary>All records by id, deleted ones among them.</summary>
    public SortedDictionary<long, ZohoRecord> Records { get; } = [];

    public IEnumerable<ZohoRecord> Existing => Records.Values.Where(record => record.Deleted is null);

    /// <summary>The record of an id, if it exists.</summary>
    public ZohoRecord? Find(string? id) =>
        long.TryParse(id, System.Globalization.CultureInfo.InvariantCulture, out var number) && Records.TryGetValue(number, out var record) && record.Deleted is null ? record : null;

    public static ZohoModule Contacts() => new("Contacts",
    [
        .. Common(),
        new("Salutation", "picklist") { Choices = ["-None-", "Mr.", "Mrs.", "Ms.", "Dr.", "Prof."] },
        new("First_Name", "text", 40),
        new("Last_Name", "text", 80) { IsMandatory = true },
        new("Full_Name", "text", 120) { IsReadOnly = true },
        new("Account_Name", "lookup") { LookupModule = "Accounts" },
        new("Email", "email", 100),
        new("Secondary_Email", "email", 100),
        .. new[] { "Phone", "Mobile", "Home_Phone", "Other_Phone", "Asst_Phone" }.Select(phone => new ZohoField(phone, "phone", 30)),
        new("Fax", "text", 30),
        new("Title", "text", 100),
        new("Department", "text", 50),
        new("Description", "textarea", 32000),
        new("Email_Opt_Out", "boolean", 5),
        new("Date_of_Birth", "date", 20),
        .. new[] { "Mailing", "Other" }.SelectMany(Address),
    ]);

    public static ZohoModule Accounts() => new("Accounts", [.. Common(), new("Account_Name", "text", 200) { IsMandatory = true }, new("Phone", "phone", 30)]);

    private static ZohoField[] Common() =>
    [
        new("id", "bigint", 20) { IsReadOnly = true },
        new("Owner", "ownerlookup", 120),
        new("Created_Time", "datetime", 120) { IsReadOnly = true },
        new("Modified_Time", "datetime", 120) { IsReadOnly = true },
        new("Created_By", "ownerlookup", 120) { IsReadOnly = true },
        new("Modified_By", "ownerlookup", 120) { IsReadOnly = true },
    ];

    private static ZohoField[] Address(string kind) =>
    [
        new($"{kind}_Street", "text", 250),
        new($"{kind}_City", "text", 100),
        new($"{kind}_State", "text", 100),
        new($"{kind}_Zip", "text", 30),
        new($"{kind}_Country", "text", 100),
    ];
}
