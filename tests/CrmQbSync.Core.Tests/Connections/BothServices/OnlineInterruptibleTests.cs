namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>Law 8 between Zoho CRM and QuickBooks Online.</summary>
public sealed class OnlineInterruptibleTests : ServicesInterruptibleLaw
{
    private protected override ServicesKind Kind => OnlineLawTests.Online;
}
