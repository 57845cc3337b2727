namespace CrmQbSync.Emulators.WebConnector;

/// <summary>The answer is not the service's but that of .NET's listener, which is empty or a page of its own: what it gives to calls in the very moment in which it is closed.</summary>
public sealed class NoAnswerException(string message) : WebConnectorException(message);
