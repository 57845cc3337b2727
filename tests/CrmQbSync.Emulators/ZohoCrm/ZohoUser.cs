using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>A user of the organisation.</summary>
public sealed record ZohoUser
{
    public string Id { get; init; } = "4150868000000225013";

    public string Name { get; init; } = "Patricia Boyle";

    public string Email { get; init; } = "p.boyle@zylker.example";

    public string Status { get; init; } = "active";

    public bool IsConfirmed { get; init; } = true;

    /// <summary>The profile's name; it may be renamed or translated.</summary>
    public string ProfileName { get; init; } = "Administrator";

    /// <summary>Whether the profile has administrative rights, whatever it is called.</summary>
    public bool IsAdministrator { get; init; } = true;

    public JObject ToJson() => new()
    {
        ["id"] = Id,
        ["full_name"] = Name,
        ["first_name"] = Name.Split(' ')[0],
        ["last_name"] = Name.Split(' ')[^1],
        ["email"] = Email,
        ["zuid"] = "43318041",
        ["status"] = Status,
        ["confirm"] = IsConfirmed,
        ["profile"] = new JObject { ["name"] = ProfileName, ["id"] = IsAdministrator ? "4150868000000015972" : "4150868000000015975" },
        ["role"] = new JObject { ["name"] = "CEO", ["id"] = "4150868000000015969" },
        ["type__s"] = "Regular User",
        ["time_zone"] = "Asia/Kolkata",
        ["locale"] = "en_US",
    };
}
