namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>The laws between Zoho CRM and a company file of QuickBooks Desktop: every run goes through Web Connector, server and SOAP.</summary>
public sealed class DesktopLawTests : ServicesLaw
{
    internal static ServicesKind Desktop { get; } = new(DesktopServices.StartAsync, DesktopPeople.Pool, scenario => scenario, 0.12);

    private protected override ServicesKind Kind => Desktop;
}
