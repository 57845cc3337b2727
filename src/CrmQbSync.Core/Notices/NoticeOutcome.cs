using CrmQbSync.State;

namespace CrmQbSync.Notices;

/// <summary>What came of telling people.</summary>
/// <param name="Warnings">What could not be told, one sentence each.</param>
/// <param name="Header">What the next run starts from, with what people have been told by now; null if that stays.</param>
internal sealed record NoticeOutcome(IReadOnlyList<string> Warnings, StateHeader? Header)
{
    /// <summary>Nobody was to be told, and nothing went wrong.</summary>
    public static NoticeOutcome Nothing { get; } = new([], null);
}
