using CrmQbSync.State;

namespace CrmQbSync.Tests.Doubles;

/// <summary>Where a state is kept between openings.</summary>
internal sealed class MemoryStateFile
{
    public MemoryState State { get; set; } = new();

    public LockHolder? Lock { get; set; }
}
