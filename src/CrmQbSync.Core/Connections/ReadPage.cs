using CrmQbSync.Contacts;

namespace CrmQbSync.Connections;

/// <summary>Some records of a reading.</summary>
/// <param name="Records">The records; a deleted one has <see cref="ContactRecord.Deleted"/> set.</param>
/// <param name="Faults">What could not be read.</param>
public sealed record ReadPage(IReadOnlyList<ContactRecord> Records, IReadOnlyList<ReadFault> Faults);
