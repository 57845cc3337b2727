using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>The laws between Zoho CRM and QuickBooks Online.</summary>
public sealed class OnlineLawTests : ServicesLaw
{
    internal static ServicesKind Online { get; } = new(OnlineServices.StartAsync, Pools.Usual, Screens.AtScreens, 0.2);

    private protected override ServicesKind Kind => Online;
}
