namespace CrmQbSync.Contacts;

/// <summary>What a side can hold (rule 2.5).</summary>
public interface IStoredForm
{
    /// <summary>What a value, not blank, becomes when it is stored in a field of this side.</summary>
    StoredValue Store(ContactField field, string value);
}
