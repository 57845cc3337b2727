using System.Collections.Frozen;
using CrmQbSync.Contacts;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>
/// Makes the customers of requests. Only differing members are sent (sparse); an address is sent whole, since a sparse one probably takes the place of what
/// stands there; clearing a field takes a full update with all else as it stands. Never null, never a masked tax number, no read-only member.
/// </summary>
internal sealed class CustomerBody(CustomerMapping mapping)
{
    private static readonly FrozenSet<string> s_readOnly = new[]
    {
        "FullyQualifiedName", "Level", "Balance", "BalanceWithJobs", "OpenBalanceDate", "IsProject", "V4IDPseudonym", "ClientEntityId", "MetaData", "domain", "status", "sparse",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] s_masked = ["PrimaryTaxIdentifier", "SecondaryTaxIdentifier"];

    /// <summary>Whether an update needs more of the customer than what the run has read of it: a call that is metered.</summary>
    public bool NeedsPresent(WriteRequest request) => (request.Kind, CustomerVersion.Read(request.Version)) switch
    {
        (WriteKind.Create, _) => false,
        (WriteKind.Restore, _) => true,
        (_, null) => true,
        (WriteKind.Delete, _) => false,
        (_, var version) => request.Fields.Any(write => string.IsNullOrEmpty(write.Value) || (version.HoldsMore && mapping[write.Field.Name].IsInAddress)),
    };

    /// <summary>What a write sends.</summary>
    public JObject Make(CustomerWrite write) => write.Request.Kind switch
    {
        WriteKind.Create when !write.Reactivates => New(write),
        WriteKind.Create or WriteKind.Restore => Active(write),
        WriteKind.Delete => Sparse(write, ("Active", false)),
        _ => IsFull(write) ? Full(write) : Changed(write),
    };

    /// <summary>Whether an update is a full one: it clears something, and there is no masked value that it would destroy.</summary>
    public static bool IsFull(CustomerWrite write) =>
        write.Request.Kind == WriteKind.Update && write.RefusedInFull is null && write.Clears.Any() && !s_masked.Any(name => write.Present?[name] is not null);

    private JObject New(CustomerWrite write)
    {
        var body = new JObject { ["DisplayName"] = write.Name };
        foreach (var field in write.Writes.Where(field => !string.IsNullOrEmpty(field.Value)))
            mapping[field.Field.Name].Write(body, field.Value);
        return body;
    }

    /// <summary>Made active again, under the name it had; only what differs is written.</summary>
    private JObject Active(CustomerWrite write)
    {
        var body = Sparse(write, ("Active", true), ("DisplayName", write.Name!));
        foreach (var field in write.Writes.Where(field => !string.IsNullOrEmpty(field.Value)))
        {
            var member = mapping[field.Field.Name];
            var stands = member.Read(write.Present!);
            var isSameAddress = field.Field.Kind == FieldKind.Email
                && EmailAddress.Comparer.Equals(EmailAddress.First(stands), EmailAddress.First(field.Value));
            if (stands != field.Value && !isSameAddress && !member.IsReadOnly)
                Put(body, write, member, field.Value);
        }
        return body;
    }

    private JObject Changed(CustomerWrite write)
    {
        var body = Sparse(write);
        foreach (var field in write.Writes)
            Put(body, write, mapping[field.Field.Name], field.Value);
        return body;
    }

    private void Put(JObject body, CustomerWrite write, CustomerMember member, string? value)
    {
        if (member.IsInAddress && body[member.Name] is null)
            PutAddress(body, write, member.Name);
        if (string.IsNullOrEmpty(value))
            member.Blank(body);
        else
            member.Write(body, value);
    }

    /// <summary>The address as it stands, which then gets what differs.</summary>
    private void PutAddress(JObject body, CustomerWrite write, string name)
    {
        if (write.Present is { } present)
        {
            if (present[name] is JObject address)
                body[name] = CustomerMembers.Bare(address);
            return;
        }
        foreach (var field in mapping.FieldsOf(name, write.Fields))
        {
            if (write.Before(field) is { } value)
                mapping[field.Name].Write(body, value);
        }
    }

    private JObject Full(CustomerWrite write)
    {
        var body = new JObject();
        foreach (var (name, value) in write.Present!)
        {
            if (s_readOnly.Contains(name) || value is null)
                continue;
            body[name] = name is "BillAddr" or "ShipAddr" && value is JObject address ? CustomerMembers.Bare(address) : value.DeepClone();
        }
        foreach (var field in write.Writes)
            mapping[field.Field.Name].Write(body, string.IsNullOrEmpty(field.Value) ? null : field.Value);
        foreach (var empty in body.Properties().Where(member => member.Value is JObject { HasValues: false }).ToList())
            empty.Remove();
        body["sparse"] = false;
        return body;
    }

    private static JObject Sparse(CustomerWrite write, params (string Name, JToken Value)[] members)
    {
        var body = new JObject
        {
            ["sparse"] = true,
            ["Id"] = write.Request.Id ?? CustomerMapping.IdOf(write.Present!),
            // A string, also "0": a token that a serialiser drops makes the service refuse the update.
            ["SyncToken"] = (string?)write.Present?["SyncToken"] ?? CustomerVersion.Read(write.Request.Version)?.Token,
        };
        foreach (var (name, value) in members)
            body[name] = value;
        return body;
    }
}
