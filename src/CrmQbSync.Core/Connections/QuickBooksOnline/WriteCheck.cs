using CrmQbSync.Contacts;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>Compares what the service gives back of a write with what was asked for: an answer without a fault does not say that every field was taken.</summary>
internal sealed class WriteCheck(CustomerMapping mapping)
{
    /// <summary>What went wrong; null if nothing did.</summary>
    public string? Find(CustomerWrite write, JObject answer)
    {
        var kept = write.Writes.Where(field => !IsTaken(write, field, answer)).Select(field => field.Field.Name).ToList();
        if (kept.Count > 0)
            return $"QuickBooks Online answered without an error but left {string.Join(", ", kept)} as it was. Change it there by hand; the next run tries again.";
        return Lost(write, answer) is { Count: > 0 } lost
            ? $"QuickBooks Online no longer shows {string.Join(", ", lost)} of this customer after the write. Look at the customer there; its audit log has the values."
            : null;
    }

    /// <summary>Whether a field to be cleared still stands.</summary>
    public bool KeepsCleared(CustomerWrite write, JObject answer) => write.Clears.Any(field => mapping[field.Field.Name].Read(answer) is not null);

    private bool IsTaken(CustomerWrite write, FieldWrite field, JObject answer)
    {
        var member = mapping[field.Field.Name];
        var now = member.Read(answer);
        if (string.IsNullOrEmpty(field.Value))
            return now is null;
        if (now is not null && Same(now, field.Value))
            return true;
        // What QuickBooks spells another way was taken; what stands as before was not.
        var before = write.Present is null ? write.Before(field.Field) : member.Read(write.Present);
        return now is not null && now != before || write.Reactivates && field.Field.Kind == FieldKind.Email;
    }

    private static bool Same(string left, string right) => Nfc.Of(left.Trim()) == Nfc.Of(right.Trim());

    /// <summary>Members that a full update sent and that are gone.</summary>
    private static List<string> Lost(CustomerWrite write, JObject answer) => CustomerBody.IsFull(write)
        ? [.. write.Body!.Properties().Select(member => member.Name).Where(name => name != "sparse" && answer[name] is null)]
        : [];
}
