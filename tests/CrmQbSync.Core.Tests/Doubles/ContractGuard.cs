namespace CrmQbSync.Tests.Doubles;

/// <summary>Collects what a caller did that its contract forbids: an exception alone might be taken for a failing service and be handled.</summary>
public sealed class ContractGuard
{
    private readonly List<string> _breaches = [];

    public IReadOnlyList<string> Breaches => _breaches;

    public void Demand(bool kept, string breach)
    {
        if (kept)
            return;
        lock (_breaches)
            _breaches.Add(breach);
    }
}
