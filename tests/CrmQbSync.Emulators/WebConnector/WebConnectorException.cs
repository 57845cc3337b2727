namespace CrmQbSync.Emulators.WebConnector;

/// <summary>The Web Connector shows an error of its own and gives up.</summary>
public class WebConnectorException(string message) : Exception(message);
