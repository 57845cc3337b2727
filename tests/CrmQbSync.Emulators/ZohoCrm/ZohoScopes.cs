namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>Which scopes a call needs.</summary>
internal static class ZohoScopes
{
    /// <summary>Whether the scopes of a token allow a call.</summary>
    public static bool Allow(string scopes, ZohoRequest request)
    {
        var granted = scopes.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Needed(request).All(anyOf => anyOf.Any(granted.Contains));
    }

    private static IEnumerable<string[]> Needed(ZohoRequest request)
    {
        var parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is ["crm", "bulk", ..])
            return [["ZohoCRM.bulk.READ", "ZohoCRM.bulk.ALL"], Module("contacts", "READ")];
        return parts is ["crm", _, var area, ..] ? OfArea(area, parts, request) : [];
    }

    private static IEnumerable<string[]> OfArea(string area, string[] parts, ZohoRequest request) => area switch
    {
        "users" => [["ZohoCRM.users.READ", "ZohoCRM.users.ALL"]],
        "org" => [["ZohoCRM.org.READ", "ZohoCRM.org.ALL"]],
        "coql" => [["ZohoCRM.coql.READ"], Module(request.Body.Contains("from Accounts", StringComparison.Ordinal) ? "accounts" : "contacts", "READ")],
        "settings" => [[$"ZohoCRM.settings.{parts[3]}.{(parts[3] == "recycle_bin" && request.Method == "POST" ? "UPDATE" : "READ")}", $"ZohoCRM.settings.{parts[3]}.ALL", "ZohoCRM.settings.ALL"]],
        _ when parts.Length > 3 && (parts[3] == "search" || request.Path.EndsWith("/actions/count", StringComparison.Ordinal)) =>
            [Module(area, "READ"), ["ZohoSearch.securesearch.READ"]],
        _ => [Module(area, request.Method switch { "GET" => "READ", "DELETE" => "DELETE", "PUT" => "UPDATE", _ => "CREATE" })],
    };

    private static string[] Module(string module, string operation) =>
        [$"ZohoCRM.modules.{module}.{operation}", $"ZohoCRM.modules.{module}.ALL", $"ZohoCRM.modules.{operation}", "ZohoCRM.modules.ALL"];
}
