using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>The laws between Zoho CRM and QuickBooks Online, with the generated scenarios of the laws in memory and faults on both sides.</summary>
public sealed class ServicesLawTests
{
    [Fact]
    public void What_both_services_show_obeys_the_laws() => Law.Holds(scenario => ServicesLawPlay.PlayAsync(scenario.AtScreens()), share: 0.2);
}
