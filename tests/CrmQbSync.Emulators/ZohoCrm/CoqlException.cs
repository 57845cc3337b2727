namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>A query that the service refuses.</summary>
internal sealed class CoqlException(string code, string message, object? details = null) : Exception(message)
{
    public string Code { get; } = code;

    public object? Details { get; } = details;
}
