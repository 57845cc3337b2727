namespace CrmQbSync.Emulators.WebConnector;

/// <summary>What lives as long as one session with QuickBooks: iterators.</summary>
public sealed class CompanySession
{
    /// <summary>The customers that each open iterator has still to give.</summary>
    internal Dictionary<string, (Queue<string> Waiting, List<string> Elements, long Began)> Iterators { get; } = new(StringComparer.OrdinalIgnoreCase);
}
