namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>The paths of the API.</summary>
internal sealed class ZohoApi(ZohoOrganisation organisation)
{
    private readonly ZohoMetadata _metadata = new(organisation);
    private readonly ZohoLists _lists = new(organisation);
    private readonly ZohoWrites _writes = new(organisation);
    private readonly ZohoDeletions _deletions = new(organisation);
    private readonly ZohoQueries _queries = new(organisation);
    private readonly ZohoBulkReads _bulk = new(organisation);

    public ZohoAnswer Answer(ZohoRequest request)
    {
        var parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["crm", "bulk", "v8", "read", .. var rest] => _bulk.Answer(request, rest),
            ["crm", "v8", "users"] => Get(request, _metadata.Users),
            ["crm", "v8", "org"] => Get(request, _ => _metadata.Organisation()),
            ["crm", "v8", "settings", "fields"] => Get(request, _metadata.Fields),
            ["crm", "v8", "settings", "modules"] => Get(request, _ => _metadata.Modules()),
            ["crm", "v8", "settings", "recycle_bin", "actions", "restore"] => Post(request, _deletions.RestoreSeveral),
            ["crm", "v8", "settings", "recycle_bin", var id, "actions", "restore"] => Post(request, _ => _deletions.RestoreOne(id)),
            ["crm", "v8", "coql"] => Post(request, _queries.Answer),
            ["crm", "v8", var name, .. var rest] => organisation.Module(name) is { } module
                ? OfModule(request, module, rest)
                : ZohoAnswer.Error(400, "INVALID_MODULE", "the module name given seems to be invalid", new { resource_path_index = 0 }),
            _ => ZohoAnswer.BadPath,
        };
    }

    private ZohoAnswer OfModule(ZohoRequest request, ZohoModule module, string[] rest) => (request.Method, rest) switch
    {
        ("GET", []) => _lists.List(request, module),
        ("GET", ["deleted"]) => _deletions.List(request, module),
        ("GET", ["search"]) => _lists.Search(request, module),
        ("GET", [var id]) => _lists.One(module, id),
        ("POST", []) => _writes.Insert(request, module),
        ("POST", ["upsert"]) => _writes.Upsert(request, module),
        ("PUT", []) => _writes.Update(request, module, null),
        ("PUT", [var id]) => _writes.Update(request, module, id),
        ("DELETE", []) => _deletions.Delete(module, request.Query.GetValueOrDefault("ids")),
        ("DELETE", [var id]) => _deletions.Delete(module, id),
        (_, []) or (_, [_]) => ZohoAnswer.BadMethod,
        _ => ZohoAnswer.BadPath,
    };

    private static ZohoAnswer Get(ZohoRequest request, Func<ZohoRequest, ZohoAnswer> answer) => request.Method == "GET" ? answer(request) : ZohoAnswer.BadMethod;

    private static ZohoAnswer Post(ZohoRequest request, Func<ZohoRequest, ZohoAnswer> answer) => request.Method == "POST" ? answer(request) : ZohoAnswer.BadMethod;
}
