namespace CrmQbSync.State;

/// <summary>Where the state of a profile is.</summary>
/// <param name="Type">The kind of store; <c>Sqlite</c>.</param>
/// <param name="Path">The full path of the file.</param>
/// <param name="Profile">The full path of the profile, for messages and for what the store gives out.</param>
public sealed record StateLocation(string Type, string Path, string Profile);
