namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>What the organisation says of a field of Contacts.</summary>
internal sealed record ZohoField
{
    /// <summary>Its API name, case and all.</summary>
    public required string Name { get; init; }

    /// <summary>Its data type: text, textarea, email, phone, picklist, ….</summary>
    public required string Type { get; init; }

    /// <summary>The most characters that it holds; 0 if that is not said.</summary>
    public int Length { get; init; }

    /// <summary>Whether it cannot be written.</summary>
    public bool IsReadOnly { get; init; }
}
