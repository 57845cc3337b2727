using System.Globalization;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>Users, organisation, fields and modules.</summary>
internal sealed class ZohoMetadata(ZohoOrganisation organisation)
{
    private static readonly string[] s_userTypes =
    [
        "CurrentUser", "AdminUsers", "ActiveConfirmedAdmins", "AllUsers", "ActiveUsers", "DeactiveUsers", "ConfirmedUsers", "NotConfirmedUsers",
        "DeletedUsers", "ActiveConfirmedUsers", "DeveloperUsers", "AllActiveUsers",
    ];

    public ZohoAnswer Users(ZohoRequest request)
    {
        var type = request.Query.GetValueOrDefault("type") ?? "AllUsers";
        if (!s_userTypes.Contains(type))
            return ZohoAnswer.Error(400, "INVALID_DATA", "invalid data", new { param_name = "type", supported_values = s_userTypes });
        if (type == "ActiveConfirmedAdmins" && organisation.RefusesAdministratorList)
            return ZohoAnswer.Error(403, "NO_PERMISSION", "permission denied", new { permissions = new[] { "Crm_Implied_View_Users" } });
        var perPage = Number(request, "per_page", 200);
        var page = Number(request, "page", 1);
        if (perPage is < 1 or > 200 || page < 1)
            return ZohoAnswer.Error(400, "INVALID_DATA", "invalid data", new { param_name = "per_page" });
        var all = organisation.Users.Where((user, at) => Fits(type, user, at)).ToList();
        if (organisation.ListsUsersInReverse)
            all.Reverse();
        var shown = all.Skip((page - 1) * perPage).Take(perPage).ToList();
        return shown.Count == 0 ? ZohoAnswer.Empty : new ZohoAnswer(200, new JObject
        {
            ["users"] = new JArray(shown.Select(user => user.ToJson())),
            ["info"] = new JObject { ["per_page"] = perPage, ["count"] = shown.Count, ["page"] = page, ["more_records"] = page * perPage < all.Count },
        });
    }

    public ZohoAnswer Organisation() => new(200, new JObject
    {
        ["org"] = new JArray(new JObject
        {
            ["id"] = organisation.OrganisationId,
            ["zgid"] = "808232144",
            ["company_name"] = organisation.CompanyName,
            ["domain_name"] = "org808232144",
            ["type"] = organisation.IsSandbox ? "sandbox" : "production",
            ["time_zone"] = "America/Los_Angeles",
            ["iso_code"] = "USD",
            ["country_code"] = "US",
            ["license_details"] = new JObject
            {
                ["paid"] = organisation.Edition != "free",
                ["paid_type"] = organisation.Edition,
                ["users_license_purchased"] = organisation.Users.Count,
                ["trial_type"] = null,
                ["trial_expiry"] = null,
                ["paid_expiry"] = null,
            },
        }),
    });

    public ZohoAnswer Fields(ZohoRequest request)
    {
        if (request.Query.GetValueOrDefault("module") is not { Length: > 0 } name)
            return ZohoAnswer.Error(400, "REQUIRED_PARAM_MISSING", "One of the expected parameter is missing", new { param_name = "module" });
        if (organisation.Module(name) is not { } module)
            return ZohoAnswer.Error(400, "INVALID_MODULE", "the module name given seems to be invalid", new { param_name = "module" });
        return new ZohoAnswer(200, new JObject { ["fields"] = new JArray(module.Fields.Values.Where(field => field.ApiName != "id").Select((field, at) => field.ToJson(at))) });
    }

    public ZohoAnswer Modules() => new(200, new JObject
    {
        ["modules"] = new JArray(new[] { organisation.Contacts, organisation.Accounts }.Select(module => new JObject { ["api_name"] = module.Name, ["api_supported"] = true })),
    });

    private static bool Fits(string type, ZohoUser user, int at) => type switch
    {
        "CurrentUser" => at == 0,
        "AdminUsers" => user.IsAdministrator,
        "ActiveConfirmedAdmins" => user.IsAdministrator && user.Status == "active" && user.IsConfirmed,
        "ActiveUsers" or "AllActiveUsers" => user.Status == "active",
        "ActiveConfirmedUsers" => user.Status == "active" && user.IsConfirmed,
        "ConfirmedUsers" => user.IsConfirmed,
        "NotConfirmedUsers" => !user.IsConfirmed,
        "DeactiveUsers" => user.Status != "active",
        "DeletedUsers" => user.Status == "deleted",
        _ => true,
    };

    private static int Number(ZohoRequest request, string name, int otherwise) =>
        request.Query.TryGetValue(name, out var text) ? int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : -1 : otherwise;
}
