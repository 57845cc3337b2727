namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>What a person decided about a conflict, and the two values that were shown.</summary>
internal sealed record Decision(string CrmId, string QbId, string Field, string? CrmValue, string? QbValue, string? Value);
