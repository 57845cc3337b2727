using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>The laws over a company file, with the generated scenarios of the laws in memory: every run goes through Web Connector, server and SOAP.</summary>
public sealed class DesktopLawTests
{
    [Fact]
    public void What_the_company_file_shows_obeys_the_laws() => Law.Holds(scenario => DesktopPlay.PlayAsync(scenario.AtScreens(), DesktopLaws.DemandAsync), share: 0.12);

    [Fact]
    public void Zoho_CRM_and_the_company_file_together_obey_the_laws() => Law.Holds(
        scenario => DesktopPlay.PlayWithZohoAsync(scenario.AtScreens(), DesktopLaws.DemandAsync), share: 0.12);
}
