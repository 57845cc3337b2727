namespace CrmQbSync.Tests.Laws;

/// <summary>What is done about a record, as one text, so that lists can be compared as bags whatever their order.</summary>
internal static class EntryText
{
    /// <summary>An entry.</summary>
    public static string Of(SyncEntry entry) =>
        Text(entry.Action, entry.Target, entry.Email, entry.CrmId, entry.QbId, entry.Reason, entry.ErrorCode, entry.Warning, entry.Fields);

    /// <summary>A change; reads as the entry that it becomes.</summary>
    public static string Of(ContactChange change) =>
        Text(change.Action, change.Target, change.Email, change.CrmId, change.QbId, change.Reason, change.ErrorCode, change.Warning, change.Fields);

    /// <summary>What only one of the two lists has.</summary>
    public static IEnumerable<string> Difference(string first, IEnumerable<string> one, string second, IEnumerable<string> other)
    {
        var rest = other.ToList();
        foreach (var text in one)
        {
            if (!rest.Remove(text))
                yield return $"only {first}: {text}";
        }
        foreach (var text in rest)
            yield return $"only {second}: {text}";
    }

    private static string Text(
        ChangeAction action, ChangeTarget target, string? email, string? crmId, string? qbId, string? reason, string? code, string? warning, FieldChangeList fields)
    {
        // What is yet to be created has no id.
        if (action == ChangeAction.Create && target == ChangeTarget.Crm)
            crmId = null;
        if (action == ChangeAction.Create && target == ChangeTarget.Qb)
            qbId = null;
        var lines = fields.Select(field => $"{field.Field}>{field.Target}:'{field.OldValue}'→'{field.NewValue}'{field.Code}").Order(StringComparer.Ordinal);
        return $"{action} {target} <{email}> {Sorted(crmId)} | {Sorted(qbId)} {reason} {code} [{string.Join("; ", lines)}] {warning}";
    }

    private static string Sorted(string? ids) => string.Join(", ", (ids ?? "").Split(", ").Order(StringComparer.Ordinal));
}
