using System.Collections.Immutable;
using System.Management.Automation;
using CrmQbSync.Contacts;

namespace CrmQbSync.Pipeline;

/// <summary>
/// Gives output the shape that scripts expect of it: times print so that a CSV file of them reads back under any culture, and a contact shows
/// its custom fields as note properties.
/// </summary>
internal static class OutputShape
{
    private static readonly ImmutableArray<(string Name, Func<Contact, object?> Read)> s_contactProperties =
    [
        (nameof(Contact.Side), contact => contact.Side),
        (nameof(Contact.Id), contact => contact.Id),
        .. CanonicalFields.All.Select(field => (field.Name, ReaderOf(field.Name))),
        (nameof(Contact.CreatedTime), contact => Time(contact.CreatedTime)),
        (nameof(Contact.ModifiedTime), contact => Time(contact.ModifiedTime)),
        (nameof(Contact.Deleted), contact => contact.Deleted),
        (nameof(Contact.Profile), contact => contact.Profile),
    ];

    /// <summary>The object as it goes into the pipeline.</summary>
    public static object Of(object value) => value switch
    {
        Contact contact => OfContact(contact),
        SyncRun run => WithNotes(
            run,
            (nameof(run.SyncId), run.SyncId),
            (nameof(run.Profile), run.Profile),
            (nameof(run.Mode), run.Mode),
            (nameof(run.Priority), run.Priority),
            (nameof(run.Trigger), run.Trigger),
            (nameof(run.Status), run.Status),
            (nameof(run.StartedAt), Time(run.StartedAt)),
            (nameof(run.FinishedAt), Time(run.FinishedAt))),
        SyncEntry entry => WithNotes(entry, (nameof(entry.SyncId), entry.SyncId), (nameof(entry.Time), Time(entry.Time))),
        ContactLink link => WithNotes(
            link,
            (nameof(link.Profile), link.Profile),
            (nameof(link.Email), link.Email),
            (nameof(link.CrmId), link.CrmId),
            (nameof(link.QbId), link.QbId),
            (nameof(link.LinkedAt), Time(link.LinkedAt))),
        ContactConflict conflict => WithNotes(
            conflict,
            (nameof(conflict.Profile), conflict.Profile),
            (nameof(conflict.Email), conflict.Email),
            (nameof(conflict.Name), conflict.Name),
            (nameof(conflict.Field), conflict.Field),
            (nameof(conflict.CrmValue), conflict.CrmValue),
            (nameof(conflict.QbValue), conflict.QbValue),
            (nameof(conflict.BaseValue), conflict.BaseValue),
            (nameof(conflict.Since), Time(conflict.Since))),
        ContactDivergence divergence => WithNotes(
            divergence,
            (nameof(divergence.Profile), divergence.Profile),
            (nameof(divergence.Email), divergence.Email),
            (nameof(divergence.Name), divergence.Name),
            (nameof(divergence.Field), divergence.Field),
            (nameof(divergence.CrmValue), divergence.CrmValue),
            (nameof(divergence.QbValue), divergence.QbValue),
            (nameof(divergence.Reason), divergence.Reason),
            (nameof(divergence.Since), Time(divergence.Since))),
        ContactSyncExplanation row => OfExplanation(row),
        ContactSyncTask task => WithNotes(
            task,
            (nameof(task.Name), task.Name),
            (nameof(task.Profile), task.Profile),
            (nameof(task.Every), task.Every),
            (nameof(task.At), Time(task.At)),
            (nameof(task.RunAs), task.RunAs),
            (nameof(task.Scheduler), task.Scheduler),
            (nameof(task.LastRun), Time(task.LastRun)),
            (nameof(task.LastResult), task.LastResult),
            (nameof(task.NextRun), Time(task.NextRun))),
        SecretInfo secret => WithNotes(
            secret,
            (nameof(secret.Name), secret.Name),
            (nameof(secret.Scope), secret.Scope),
            (nameof(secret.CreatedTime), Time(secret.CreatedTime)),
            (nameof(secret.ModifiedTime), Time(secret.ModifiedTime))),
        AccountInfo account => WithNotes(
            account,
            (nameof(account.Side), account.Side),
            (nameof(account.Service), account.Service),
            (nameof(account.User), account.User),
            (nameof(account.Company), account.Company),
            (nameof(account.CompanyId), account.CompanyId),
            (nameof(account.Region), account.Region),
            (nameof(account.Scopes), account.Scopes),
            (nameof(account.EndsUnused), Time(account.EndsUnused)),
            (nameof(account.EndsAt), Time(account.EndsAt))),
        _ => value,
    };

    private static Func<Contact, object?> ReaderOf(string field) =>
        typeof(Contact).GetProperty(field)!.GetMethod!.CreateDelegate<Func<Contact, string?>>();

    private static PSObject OfExplanation(ContactSyncExplanation row) => WithNotes(
        row,
        (nameof(row.Profile), row.Profile),
        (nameof(row.Email), row.Email),
        (nameof(row.Name), row.Name),
        (nameof(row.Field), row.Field),
        (nameof(row.CrmValue), row.CrmValue),
        (nameof(row.QbValue), row.QbValue),
        (nameof(row.Agrees), row.Agrees),
        (nameof(row.HasBase), row.HasBase),
        (nameof(row.CrmBase), row.CrmBase),
        (nameof(row.QbBase), row.QbBase),
        (nameof(row.Rule), row.Rule),
        (nameof(row.Why), row.Why),
        (nameof(row.SyncId), row.SyncId),
        (nameof(row.WrittenAt), Time(row.WrittenAt)));

    // Notes come before an object's own properties: where one is needed all are notes, so that the order stays.
    private static PSObject OfContact(Contact contact)
    {
        var shaped = PSObject.AsPSObject(contact);
        if (contact is { CreatedTime: null, ModifiedTime: null, CustomFields.Count: 0 })
            return shaped;
        // An object that comes by a second time has its notes already.
        if (shaped.Properties[nameof(contact.Side)] is PSNoteProperty)
            return shaped;
        foreach (var (name, read) in s_contactProperties)
            shaped.Members.Add(new PSNoteProperty(name, read(contact)), preValidated: true);
        foreach (var (name, value) in contact.CustomFields)
            shaped.Members.Add(new PSNoteProperty(name, value), preValidated: true);
        return shaped;
    }

    // Notes come before an object's own properties: all up to the last time are given so, that the order stays.
    private static PSObject WithNotes(object value, params ReadOnlySpan<(string Name, object? Value)> notes)
    {
        var shaped = PSObject.AsPSObject(value);
        foreach (var (name, note) in notes)
            AddNote(shaped, name, note);
        return shaped;
    }

    private static void AddNote(PSObject shaped, string name, object? value)
    {
        // An object that comes by a second time has its notes already.
        if (shaped.Properties[name] is not PSNoteProperty)
            shaped.Members.Add(new PSNoteProperty(name, value), preValidated: true);
    }

    private static PSObject? Time(DateTimeOffset? time) => time is { } given ? RoundTripText.Wrap(given) : null;
}
