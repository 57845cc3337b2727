namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>Law 8 between Zoho CRM and a company file of QuickBooks Desktop.</summary>
public sealed class DesktopInterruptibleTests : ServicesInterruptibleLaw
{
    private protected override ServicesKind Kind => DesktopLawTests.Desktop;
}
