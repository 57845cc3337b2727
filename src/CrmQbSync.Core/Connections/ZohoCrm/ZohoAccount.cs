namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>An account of the CRM.</summary>
/// <param name="Id">Its id; null if it could not be made.</param>
/// <param name="Name">Its name as the CRM has it.</param>
internal sealed record ZohoAccount(string? Id, string Name)
{
    /// <summary>Zoho's code, if it could not be made.</summary>
    public string? Code { get; init; }

    /// <summary>Zoho's message, if it could not be made.</summary>
    public string? Message { get; init; }
}
