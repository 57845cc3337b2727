using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.Connections.ZohoCrm;

/// <summary>The laws over Zoho CRM, with the generated scenarios of the laws in memory.</summary>
public sealed class ZohoLawTests
{
    [Fact]
    public void What_Zoho_and_the_file_show_obeys_the_laws() => Law.Holds(scenario => ZohoLawPlay.PlayAsync(scenario.AtScreens()), share: 0.15);
}
