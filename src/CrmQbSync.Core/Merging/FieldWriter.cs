using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>Turns values into changes, each in the form that its side stores (rule 2.5). Pure.</summary>
internal sealed class FieldWriter(MergeContext context)
{
    /// <summary>The change that writes a value to a side, in the side's stored form; target None and a code if it cannot be written.</summary>
    public FieldChange Write(int field, Side target, string? current, string? value, string why)
    {
        var contactField = context.Fields[field];
        if (NormalForm.Outgoing(contactField.Kind, value) is not { } outgoing)
            return new FieldChange(contactField.Name, target.AsTarget(), current, null, why, null);
        if (contactField.Kind == FieldKind.Email)
            outgoing = EmailAddress.ReplaceFirst(current, outgoing);
        var stored = context.FormOf(target).Store(contactField, outgoing);
        return stored.Value is null
            ? new FieldChange(contactField.Name, ChangeTarget.None, current, outgoing, why, stored.Code ?? ErrorCodes.TooLong)
            : new FieldChange(contactField.Name, target.AsTarget(), current, stored.Value, why, stored.Code);
    }

    /// <summary>Whether a side stores a value, as it is handed to it, without any change.</summary>
    public bool StoresAsIs(int field, Side target, string outgoing)
    {
        var stored = context.FormOf(target).Store(context.Fields[field], outgoing);
        return stored.Code is null && stored.Value == outgoing;
    }
}
