namespace CrmQbSync.Contacts;

/// <summary>One field of a contact, canonical or custom.</summary>
/// <param name="Name">The canonical name, or the custom field's name in the profile.</param>
/// <param name="Kind">How its values are compared.</param>
/// <param name="MayBeCut">Whether a value too long for a side is cut there; otherwise it is not written at all (rule 2.5).</param>
public sealed record ContactField(string Name, FieldKind Kind, bool MayBeCut = true)
{
    /// <summary>A custom field of a profile: text may be cut, an e-mail address or a phone number may not.</summary>
    public static ContactField Custom(string name, FieldKind kind) =>
        new(name, kind, kind is FieldKind.Text or FieldKind.Street);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
