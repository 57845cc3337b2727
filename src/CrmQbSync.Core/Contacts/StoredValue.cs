namespace CrmQbSync.Contacts;

/// <summary>What a value becomes on a side.</summary>
/// <param name="Value">The stored form; null if the side cannot hold the value at all.</param>
/// <param name="Code">Null if it is held in full; else CutToLength, TooLong, NotEncodable, or the service's own code for such a value.</param>
public readonly record struct StoredValue(string? Value, string? Code);
