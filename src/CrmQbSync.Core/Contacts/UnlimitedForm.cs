namespace CrmQbSync.Contacts;

/// <summary>A side that holds every value as it is.</summary>
public sealed class UnlimitedForm : IStoredForm
{
    /// <summary>The one instance.</summary>
    public static UnlimitedForm Instance { get; } = new();

    /// <inheritdoc/>
    public StoredValue Store(ContactField field, string value) => new(value, null);
}
