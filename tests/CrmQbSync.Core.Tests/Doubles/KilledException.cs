namespace CrmQbSync.Tests.Doubles;

/// <summary>The process is dead; nobody is meant to catch it.</summary>
public sealed class KilledException(string step) : Exception($"Killed at {step}.");
