using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>A record that is to be copied to the other side.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Source">The side it is on.</param>
/// <param name="Index">Its place in the side's view.</param>
/// <param name="Link">The link that it is the survivor of; null for nearly all.</param>
internal readonly record struct PlannedCreation(string Key, Side Source, int Index, LinkMemory? Link);
