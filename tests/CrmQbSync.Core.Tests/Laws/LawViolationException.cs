namespace CrmQbSync.Tests.Laws;

/// <summary>A law does not hold.</summary>
public sealed class LawViolationException(string message) : Exception(message);
