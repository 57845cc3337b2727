namespace CrmQbSync.Emulators.WebConnector;

/// <summary>A session that was told that there is no work could not be closed: whoever told it was about to leave, and nothing is lost by it.</summary>
public sealed class NoWorkSessionException(WebConnectorException failure) : Exception(failure.Message, failure);
