using System.Collections.Immutable;
using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>Makes a new record from its counterpart (section 6). Pure.</summary>
public sealed class NewRecordBuilder(MergeContext context, PairMerger merger)
{
    /// <summary>Characters that QuickBooks forbids in names: a colon marks a job; tab and line ends break lists (reference, names).</summary>
    private const string ForbiddenInNames = ":\t\n\r";

    private const string NewRecordReason = "new record";

    private readonly FieldWriter _writer = new(context);

    /// <summary>What a record of the other side becomes on <paramref name="target"/>.</summary>
    public NewRecord Build(ContactRecord source, Side target, LinkMemory? link)
    {
        var values = source.Values.Unpack(context.Fields.Count);
        // A last name that was made up for the surviving contact never flows (rule 6.3).
        if (target == Side.Qb && link?.MadeUpLastName is { } earlier && context.Fields.LastNameIndex >= 0
            && merger.Normal.Same(FieldKind.Text, values[context.Fields.LastNameIndex], earlier))
        {
            values[context.Fields.LastNameIndex] = null;
        }
        var name = target == Side.Qb && context.QbNeedsName ? Name(values) : null;
        if (TryTakeAsIs(source, target, values) is { } taken)
            return new NewRecord(taken, name, null);
        var changes = new List<FieldChange>(values.Length + 1);
        for (var field = 0; field < values.Length; field++)
        {
            if (Outgoing(field, target, values) is { } value)
                changes.Add(_writer.Write(field, target, null, value, NewRecordReason));
        }
        var madeUp = target == Side.Crm ? AddLastName(changes, source, values) : null;
        return new NewRecord(changes, name, madeUp);
    }

    /// <summary>The fields of a record that gets each value as it stands, and needs no other; null if it is not so.</summary>
    private NewRecordFields? TryTakeAsIs(ContactRecord source, Side target, string?[] values)
    {
        var written = 0UL;
        for (var field = 0; field < values.Length; field++)
        {
            if (Outgoing(field, target, values) is not { } value)
                continue;
            if (value != values[field] || !_writer.StoresAsIs(field, target, value))
                return null;
            written |= 1UL << field;
        }
        var lastName = context.Fields.LastNameIndex;
        return target == Side.Crm && lastName >= 0 && (written & (1UL << lastName)) == 0
            ? null
            : new NewRecordFields(context.Fields, source.Values, written, target.AsTarget(), NewRecordReason);
    }

    /// <summary>A value as it is handed to the other side; null if it is blank or does not flow.</summary>
    private string? Outgoing(int field, Side target, string?[] values) =>
        Flows(field, target) ? NormalForm.Outgoing(context.Fields[field].Kind, values[field]) : null;

    /// <summary>Whether a field's value may go to a new record: always for the address (rule 6.2).</summary>
    private bool Flows(int field, Side target)
    {
        var wanted = target == Side.Crm ? FieldDirection.QbToCrm : FieldDirection.CrmToQb;
        var direction = context.Policy.DirectionOf(field);
        return field == FieldSet.EmailIndex || direction == FieldDirection.Both || direction == wanted;
    }

    private string? AddLastName(List<FieldChange> changes, ContactRecord source, string?[] values)
    {
        var lastName = context.Fields.LastNameIndex;
        if (lastName < 0 || changes.Exists(change => change.Field == CanonicalFields.LastName && change.Target != ChangeTarget.None))
            return null;
        string? Value(string name)
        {
            var index = context.Fields.IndexOf(name);
            return index >= 0 ? NormalForm.Outgoing(FieldKind.Text, values[index]) : null;
        }
        var address = EmailAddress.First(values[FieldSet.EmailIndex])!;
        string?[] candidates =
        [
            Value(nameof(Contact.Company)),
            Value(nameof(Contact.FirstName)),
            NormalForm.Outgoing(FieldKind.Text, source.OwnName),
            address[..address.IndexOf('@', StringComparison.Ordinal)],
        ];
        // One that the side cannot hold (rule 2.5) is none.
        var writes = candidates.OfType<string>().Select(name => _writer.Write(lastName, Side.Crm, null, name, "the CRM needs a last name")).ToList();
        var change = writes.Find(write => write.Target != ChangeTarget.None) ?? writes[^1];
        changes.Add(change);
        return change.Target == ChangeTarget.None ? null : change.NewValue;
    }

    /// <summary>Rule 6.4: person, else company, else address.</summary>
    private string Name(string?[] values)
    {
        string? Value(string name)
        {
            var index = context.Fields.IndexOf(name);
            return index >= 0 ? Allowed(values[index]) : null;
        }
        var person = string.Join(' ', new[] { Value("FirstName"), Value("MiddleName"), Value("LastName") }.Where(part => part is not null));
        return person.Length > 0
            ? person
            : Value(nameof(Contact.Company)) ?? Allowed(EmailAddress.First(values[FieldSet.EmailIndex]))!;
    }

    private static string? Allowed(string? value)
    {
        if (value is null)
            return null;
        foreach (var forbidden in ForbiddenInNames)
            value = value.Replace(forbidden, ' ');
        value = value.Trim();
        return value.Length > 0 ? value : null;
    }
}
