using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Laws;

/// <summary>What a value becomes on a side (rule 2.5), written anew from what is known of the services.</summary>
/// <param name="field">The field.</param>
/// <param name="outgoing">The value as it is to be written: trimmed, its lines ended by LF.</param>
/// <param name="side">The side.</param>
/// <param name="record">The record of that side.</param>
/// <returns>What shows of it once it is stored, empty if nothing does; null if it is not stored, and what stood there stays.</returns>
internal delegate string? StoredForm(string field, string outgoing, Side side, MemoryRecord record);
