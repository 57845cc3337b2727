namespace CrmQbSync.Connections;

/// <summary>A value that a service does not take, while it takes the rest of the record.</summary>
/// <param name="Field">The name of the field.</param>
/// <param name="Code">The service's own code.</param>
/// <param name="Message">The service's own message.</param>
public sealed record RefusedValue(string Field, string Code, string Message);
