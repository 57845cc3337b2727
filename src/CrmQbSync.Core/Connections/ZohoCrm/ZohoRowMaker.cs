using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>Makes the rows that are sent, with the accounts that companies stand for.</summary>
internal sealed class ZohoRowMaker(ZohoFieldMap map, ZohoAccounts accounts)
{
    /// <summary>The body of a call that writes rows. No workflow, blueprint or approval of the CRM is set off.</summary>
    public static JObject Body(IEnumerable<ZohoWrite> writes) => new()
    {
        ["data"] = new JArray(writes.Select(write => write.Row)),
        ["trigger"] = new JArray(),
    };

    /// <summary>Fills the rows of requests.</summary>
    public async Task FillAsync(List<ZohoWrite> writes, CancellationToken cancellationToken)
    {
        var companies = writes.SelectMany(write => write.Request.Fields).Where(field => map.IsCompany(field.Field)).Select(field => field.Value).OfType<string>();
        var found = await accounts.ResolveAsync(companies, cancellationToken).ConfigureAwait(false);
        foreach (var write in writes)
        {
            if (write.Request.Kind is WriteKind.Delete or WriteKind.Restore)
                continue;
            if (write.Request.Kind == WriteKind.Update)
                write.Row["id"] = write.Request.Id;
            foreach (var field in write.Request.Fields)
                Fill(write, field, found);
        }
    }

    private void Fill(ZohoWrite write, FieldWrite field, IReadOnlyDictionary<string, ZohoAccount> found)
    {
        var name = map.NameOf(field.Field);
        if (field.Value is null || !map.IsCompany(field.Field))
        {
            write.Row[name] = field.Value is null ? JValue.CreateNull() : field.Value;
            write.Written.Add(field);
        }
        else if (!found.TryGetValue(field.Value, out var account))
        {
            // companies: Link, and there is no account of that name: the contact is written without it.
            return;
        }
        else if (account.Id is null)
        {
            write.Fail(account.Code, $"The account '{account.Name}' could not be made: {account.Message}");
        }
        else
        {
            write.Row[name] = new JObject { ["id"] = account.Id };
            write.Written.Add(field with { Value = account.Name });
        }
    }
}
