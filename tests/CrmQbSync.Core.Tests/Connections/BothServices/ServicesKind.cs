using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>Zoho CRM and one of the QuickBooks, for laws.</summary>
/// <param name="StartAsync">Starts them.</param>
/// <param name="Pool">What people are made of there.</param>
/// <param name="AtScreens">A scenario as people at their screens play it.</param>
/// <param name="Share">The part of the usual number of scenarios that a law plays.</param>
internal sealed record ServicesKind(StartServices StartAsync, Pool Pool, Func<Scenario, Scenario> AtScreens, double Share)
{
    /// <summary>A law over scenarios.</summary>
    public void Holds(Func<Scenario, Task> check, double share = 1) => Law.Holds(scenario => check(AtScreens(scenario)), Share * share, Pool);
}
