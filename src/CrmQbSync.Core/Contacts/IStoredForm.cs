namespace CrmQbSync.Contacts;

/// <summary>What a side can hold (rule 2.5).</summary>
public interface IStoredForm
{
    /// <summary>What a value, not blank, becomes when it is stored in a field of this side.</summary>
    StoredValue Store(ContactField field, string value);

    /// <summary>What is read again of a value, not blank, that a record of this side holds in a field; null if nothing. Most sides hide nothing.</summary>
    /// <param name="field">The field.</param>
    /// <param name="value">The value, as it is handed to the side or as the side stores it.</param>
    /// <param name="record">The record, whose other values may hide a part of it.</param>
    /// <param name="fields">The fields of the record.</param>
    string? Shown(ContactField field, string value, ContactRecord record, FieldSet fields) => value;
}
