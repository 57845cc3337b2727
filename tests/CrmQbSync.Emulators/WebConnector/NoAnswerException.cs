namespace CrmQbSync.Emulators.WebConnector;

/// <summary>The answer is empty and has no type: what .NET's listener gives to calls that come in the very moment in which it is closed.</summary>
public sealed class NoAnswerException(string message) : WebConnectorException(message);
