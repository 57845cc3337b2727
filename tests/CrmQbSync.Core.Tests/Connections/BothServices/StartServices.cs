namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>Starts the services of a stage.</summary>
/// <param name="choice">How what is uncertain about them is.</param>
/// <param name="isReversed">Whether they order ids otherwise.</param>
internal delegate Task<IStagedServices> StartServices(int choice, bool isReversed);
