using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>Changes that the store has made ready, with the counts of their entries.</summary>
internal readonly record struct PreparedChanges(StateChanges Changes, RunTally Tally);
