using CrmQbSync.Connections;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>Makes entries of changes.</summary>
internal static class EntryMaker
{
    /// <summary>The entry of a change that was carried out, or told, as it was planned.</summary>
    public static SyncEntry Make(ContactChange change, long syncId, DateTimeOffset time, EntryStatus status) => new()
    {
        SyncId = syncId,
        Time = time,
        Action = change.Action,
        Target = change.Target,
        Status = status,
        Email = change.Email,
        Name = change.Name,
        CrmId = change.CrmId,
        QbId = change.QbId,
        Reason = change.Reason,
        ErrorCode = change.ErrorCode,
        Message = change.Message,
        Warning = change.Warning,
        Profile = change.Profile,
        Fields = change.Fields,
    };

    /// <summary>The entry of a write that was done, but for the values that the service refused (rule 5.8).</summary>
    public static SyncEntry Done(ContactChange change, long syncId, DateTimeOffset time, WriteOutcome outcome) => new()
    {
        SyncId = syncId,
        Time = time,
        Action = change.Action,
        Target = change.Target,
        Status = EntryStatus.Done,
        Email = change.Email,
        Name = change.Name,
        CrmId = change.Target == ChangeTarget.Crm ? WrittenId(change.CrmId, outcome) : change.CrmId,
        QbId = change.Target == ChangeTarget.Qb ? WrittenId(change.QbId, outcome) : change.QbId,
        Reason = change.Reason,
        Message = MessageOf(change, outcome),
        Warning = WarningOf(change, outcome),
        Profile = change.Profile,
        Fields = WrittenOf(change, outcome),
        RestoreData = outcome.RestoreData,
    };

    /// <summary>The entry of a write that ended otherwise than done.</summary>
    public static SyncEntry NotDone(ContactChange change, long syncId, DateTimeOffset time, EntryStatus status, string? code, string? message, string? reason = null) => new()
    {
        SyncId = syncId,
        Time = time,
        Action = status == EntryStatus.Held ? ChangeAction.Hold : change.Action,
        Target = status == EntryStatus.Held ? ChangeTarget.None : change.Target,
        Status = status,
        Email = change.Email,
        Name = change.Name,
        CrmId = change.CrmId,
        QbId = change.QbId,
        Reason = reason ?? change.Reason,
        ErrorCode = code,
        Message = message,
        Warning = change.Warning,
        Profile = change.Profile,
        Fields = change.Fields,
    };

    /// <summary>The entry of a write that an interrupted run had done without learning it.</summary>
    public static SyncEntry Recovered(Intent intent, string? profile, DateTimeOffset time, string? createdId) => new()
    {
        SyncId = intent.SyncId,
        Time = time,
        Action = intent.Action,
        Target = intent.Target == Side.Crm ? ChangeTarget.Crm : ChangeTarget.Qb,
        Status = EntryStatus.Done,
        Email = intent.Key,
        Name = intent.Name,
        CrmId = intent.CrmId ?? (intent.Target == Side.Crm ? createdId : null),
        QbId = intent.QbId ?? (intent.Target == Side.Qb ? createdId : null),
        Message = "Found to have been done by the next run.",
        Warning = Merging.Warnings.Of(intent.Fields),
        Profile = profile,
        Fields = new FieldChangeList(intent.Fields),
        RestoreData = intent.RestoreData,
    };

    // The write may have given the record its lasting id, by which an undo has to find it.
    private static string? WrittenId(string? planned, WriteOutcome outcome) => outcome.Record?.Id ?? planned ?? outcome.Id;

    private static string? WarningOf(ContactChange change, WriteOutcome outcome)
    {
        if (outcome is { Refused.Count: 0, Warning: null })
            return change.Warning;
        var refused = outcome.Refused.Select(value => $"{value.Field} was not written: {value.Code}: {value.Message}");
        return string.Join(' ', refused.Prepend(change.Warning).Append(outcome.Warning).OfType<string>());
    }

    private static FieldChangeList WrittenOf(ContactChange change, WriteOutcome outcome) => outcome.Refused.Count == 0
        ? change.Fields
        : new FieldChangeList([.. change.Fields.Select(field => outcome.Refused.FirstOrDefault(value => value.Field == field.Field) is { } refused
            ? field with { Target = ChangeTarget.None, Code = refused.Code }
            : field)]);

    /// <summary>The plan knew nothing of a record that came back, so that what was overwritten there is no part of the planned fields.</summary>
    private static string? MessageOf(ContactChange change, WriteOutcome outcome) => outcome.Overwritten.Count == 0
        ? change.Message
        : $"A record that was there came back in place of a new one. Overwritten: {string.Join("; ", outcome.Overwritten.Select(former => $"{former.Field.Name}: '{former.Value}'"))}.";

    /// <summary>The status of a change that is told without being written.</summary>
    public static EntryStatus StatusOf(ContactChange change) => change.Action switch
    {
        ChangeAction.Hold => EntryStatus.Held,
        ChangeAction.Ambiguous => EntryStatus.Ambiguous,
        ChangeAction.Conflict => EntryStatus.Conflict,
        ChangeAction.Link => EntryStatus.Done,
        // What cannot be written at all has no target; what was refused has one.
        ChangeAction.Skip when change.Target == ChangeTarget.None => EntryStatus.Skipped,
        _ when change.ErrorCode is not null => EntryStatus.Failed,
        _ => EntryStatus.Skipped,
    };
}
