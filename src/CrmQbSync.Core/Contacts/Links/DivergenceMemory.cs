namespace CrmQbSync.Contacts;

/// <summary>A field of a pair whose two values differ and were left so.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="Since">When a run first left them so; it stays as long as they differ, whatever the values.</param>
public sealed record DivergenceMemory(string Field, DateTimeOffset Since);
