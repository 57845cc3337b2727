namespace CrmQbSync.State;

/// <summary>What a store made of links, entries and intents ahead of their transaction (<see cref="IStateStore.Prepare"/>); it alone knows what is in it.</summary>
public abstract class PreparedRows
{
    /// <summary>How many rows there are.</summary>
    public abstract int Count { get; }
}
